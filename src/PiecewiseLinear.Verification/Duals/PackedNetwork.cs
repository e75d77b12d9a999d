using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>A node of a <see cref="PackedNetwork"/>.</summary>
/// <param name="Live">Its live coordinates, ascending.</param>
/// <param name="Source">Of a relu: the node of its pre-activations; else −1.</param>
/// <param name="First">Of a relu: where its neurons begin among the packed ones.</param>
/// <param name="SourceAt">Of a relu: where its live coordinates stand among those of the source; null where they are the same.</param>
/// <param name="Terms">Of an affine node: its terms.</param>
/// <param name="Bias">Of an affine node: the bias, padded by zeros.</param>
/// <param name="Divisor">Of an affine node: its divisor.</param>
/// <param name="Magnitudes">What roundings are charged to: the magnitudes of its values, of a relu those of its pre-activations; padded by zeros.</param>
internal sealed record PackedNode(int[] Live, int Source, int First, int[]? SourceAt, PackedTerm[] Terms, double[] Bias, int Divisor, double[] Magnitudes);

/// <summary>
/// A network without the neurons that are inactive on a whole root box, its numbers ready for the kernels; shared by threads. Live neurons are numbered anew, layer by layer, each layer beginning at a
/// multiple of eight (numbers between are padding).
/// </summary>
internal sealed class PackedNetwork : IDisposable
{
    public PackedNetwork(ReluNetwork network, GraphMagnitudes magnitudes, BoxBounds root)
    {
        Network = network;
        Budget = magnitudes.Budget;
        int[][] live = LiveCoordinates(network, root);
        PackedOf = new int[network.HiddenNeurons];
        Array.Fill(PackedOf, -1);
        Nodes = new PackedNode[network.Nodes.Length];
        List<int> neurons = [];
        for (int i = 0, start = 0; i < Nodes.Length; i++)
        {
            double[] largest = new double[AlignedMatrix.Padded(live[i].Length)];
            int charged = network.Nodes[i] is ReluNode { Source: var before } ? before : i;
            for (int k = 0; k < live[i].Length; k++)
            {
                largest[k] = magnitudes.Values[charged][live[i][k]];
            }

            switch (network.Nodes[i])
            {
                case AffineNode affine:
                    double[] bias = new double[largest.Length];
                    for (int k = 0; k < live[i].Length; k++)
                    {
                        bias[k] = affine.Bias[live[i][k]];
                    }

                    Nodes[i] = new PackedNode(
                        live[i], -1, -1, null, [.. affine.Terms.Select(term => new PackedTerm(term, live[i], live[term.Source], network.Nodes[term.Source].Width))], bias, affine.Divisor, largest);
                    break;
                case ReluNode relu:
                    int[] source = live[relu.Source];
                    int[]? sourceAt = source.AsSpan().SequenceEqual(live[i]) ? null : [.. live[i].Select(k => Array.BinarySearch(source, k))];
                    Nodes[i] = new PackedNode(live[i], relu.Source, neurons.Count, sourceAt, [], [], 1, largest);
                    foreach (int k in live[i])
                    {
                        PackedOf[start + k] = neurons.Count;
                        neurons.Add(start + k);
                    }

                    neurons.AddRange(Enumerable.Repeat(-1, largest.Length - live[i].Length));
                    start += relu.Width;
                    break;
                default:
                    Nodes[i] = new PackedNode(live[i], -1, -1, null, [], [], 1, largest);
                    break;
            }
        }

        NeuronOf = [.. neurons];
        Magnitudes = [.. Nodes.Where(static node => node.Source >= 0).SelectMany(static node => node.Magnitudes)];
    }

    /// <summary>The network.</summary>
    public ReluNetwork Network { get; }

    /// <summary>What rounding may cost.</summary>
    public RoundingBudget Budget { get; }

    /// <summary>The nodes, numbered as in the network.</summary>
    public PackedNode[] Nodes { get; }

    /// <summary>The neuron of each packed number; −1 for padding.</summary>
    public int[] NeuronOf { get; }

    /// <summary>For each packed number a bound of |z| on the root box.</summary>
    public double[] Magnitudes { get; }

    /// <summary>The packed number of each neuron; −1 where it is inactive everywhere.</summary>
    public int[] PackedOf { get; }

    /// <summary>The number of packed numbers, padding included.</summary>
    public int Count => NeuronOf.Length;

    /// <summary>The relu node of a packed neuron.</summary>
    public int ReluNodeOf(int packed)
    {
        int node = -1;
        for (int i = 0; i < Nodes.Length; i++)
        {
            node = Nodes[i].Source >= 0 && Nodes[i].First <= packed ? i : node;
        }

        return node;
    }

    public void Dispose()
    {
        foreach (PackedTerm term in Nodes.SelectMany(static node => node.Terms))
        {
            term.Dispose();
        }
    }

    /// <summary>Of a relu those that can be active; of an affine node that only one relu reads the same; else all.</summary>
    private static int[][] LiveCoordinates(ReluNetwork network, BoxBounds root)
    {
        int[][] live = [.. network.Nodes.Select(static node => Enumerable.Range(0, node.Width).ToArray())];
        int[] readers = new int[network.Nodes.Length];
        foreach (int source in network.Nodes.SelectMany(SourcesOf).Append(network.OutputNode))
        {
            readers[source]++;
        }

        int start = 0;
        for (int i = 0; i < live.Length; i++)
        {
            if (network.Nodes[i] is ReluNode relu)
            {
                live[i] = [.. live[i].Where(k => root.Upper[start + k] > 0d)];
                start += relu.Width;
                if (readers[relu.Source] == 1 && network.Nodes[relu.Source] is AffineNode)
                {
                    live[relu.Source] = live[i];
                }
            }
        }

        return live;
    }

    private static IEnumerable<int> SourcesOf(NetworkNode node)
        => node switch { AffineNode affine => affine.Terms.Select(static term => term.Source), ReluNode relu => [relu.Source], _ => [] };
}
