using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// What all cells of one enumeration share: the network with its matrices laid out for composing forms in double, over the cube [−1, 1]^k. Immutable, used
/// by all threads.
/// </summary>
internal sealed class FormPlan
{
    public FormPlan(ReluNetwork network, InputEmbedding normalized)
    {
        Network = network;
        Embedding = normalized;
        Dimension = normalized.Dimension;
        Nodes = [.. network.Nodes.Select(static node => node is AffineNode affine ? new AffinePlan(affine) : null)];
        IsMasked = [.. Enumerable.Range(0, network.Nodes.Length).Select(i => network.Nodes[i] is ReluNode
            && (i == network.OutputNode || network.HiddenLayers.Any(layer => layer.Source == i)))];
        ReluNodes = [.. Enumerable.Range(0, network.Nodes.Length).Where(i => network.Nodes[i] is ReluNode)];
    }

    /// <summary>The network.</summary>
    public ReluNetwork Network { get; }

    /// <summary>The substitution of its inputs, over the cube [−1, 1]^k.</summary>
    public InputEmbedding Embedding { get; }

    /// <summary>The dimension k of the reduced space.</summary>
    public int Dimension { get; }

    /// <summary>The plans of affine nodes, null for other nodes.</summary>
    public ImmutableArray<AffinePlan?> Nodes { get; }

    /// <summary>The ReLU layers whose forms are needed with zeros for inactive neurons: those that are the output, or the source of another.</summary>
    public ImmutableArray<bool> IsMasked { get; }

    /// <summary>The node of each hidden layer.</summary>
    public ImmutableArray<int> ReluNodes { get; }

    /// <summary>The number of hidden layers.</summary>
    public int Layers => ReluNodes.Length;

    /// <summary>A length in doubles that is a whole number of vectors of eight.</summary>
    public static int Padded(int width) => (width + 7) & ~7;

    /// <summary>
    /// The columns of the root forms: k coefficients and the constant, rounded to the nearest finite double, then the error of each form on the cube.
    /// </summary>
    public double[] RootColumns()
    {
        LayerForms roots = Embedding.RootForms;
        int stride = Padded(roots.Count);
        double[] columns = new double[(Dimension + 2) * stride];
        for (int j = 0; j < roots.Count; j++)
        {
            Rational error = Rational.Zero;
            for (int c = 0; c <= Dimension; c++)
            {
                Rational exact = roots.Coefficient(j, c);
                double rounded = exact.ToDoubleApproximate();
                rounded = double.IsFinite(rounded) ? rounded : Math.CopySign(double.MaxValue, rounded);
                columns[(c * stride) + j] = rounded;
                error += Rational.Abs(exact - Rational.FromDouble(rounded));
            }

            columns[((Dimension + 1) * stride) + j] = error.RoundUp();
        }

        return columns;
    }
}
