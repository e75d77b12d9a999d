using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Lemmas, slopes, multipliers and cases at random: all are right, few are useful.</summary>
internal sealed class RandomEvidence(ReluNetwork network, Random random)
{
    private readonly int _neurons = network.HiddenNeurons;

    /// <summary>A few lemmas of a node.</summary>
    public void Lemmas(ProofTreeWriter writer, ImmutableList<(int Neuron, bool Active)> path)
    {
        while (random.Next(3) == 0)
        {
            ReluNode layer = network.HiddenLayers[random.Next(network.HiddenLayers.Length)];
            int start = network.FirstNeurons[layer.Layer];
            int[] sides = [.. Some(2 * layer.Width)];
            if (sides.Length > 0)
            {
                writer.Lemma(sides.Select(side => (start + (side / 2), side % 2 == 1)), Slopes(), Cases(path, [.. Some(_neurons).Take(random.Next(3))]));
            }
        }
    }

    /// <summary>Cases of some neurons, each leaf with slopes and multipliers.</summary>
    public List<ProofCase> Cases(ImmutableList<(int Neuron, bool Active)> phases, int[] neurons)
        => neurons.Length == 0
            ? [new ProofCase(-1, Slopes(), [.. Multipliers(phases)])]
            : [new ProofCase(neurons[0]), .. Cases(phases.Add((neurons[0], false)), neurons[1..]), .. Cases(phases.Add((neurons[0], true)), neurons[1..])];

    /// <summary>Slopes of some neurons.</summary>
    public ImmutableArray<(int Neuron, double Alpha)> Slopes() => [.. Some(_neurons).Select(n => (n, random.Next(9) / 8d))];

    /// <summary>Multipliers of some of the neurons with phases.</summary>
    public IEnumerable<(int Neuron, double Beta)> Multipliers(ImmutableList<(int Neuron, bool Active)> phases)
        => Some(phases.Count).Select(k => (phases[k].Neuron, random.Next(5) / 4d)).DistinctBy(static beta => beta.Neuron).OrderBy(static beta => beta.Neuron);

    /// <summary>A third of the numbers below a count.</summary>
    public IEnumerable<int> Some(int count) => Enumerable.Range(0, count).Where(_ => random.Next(3) == 0);
}
