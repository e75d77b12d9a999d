using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>
/// Writes the nodes of a tree that closes a polyhedron by its first row, with evidence that depends on the seed alone, whatever it proves: lemmas, slopes, multipliers, cases, a few splits of neurons, some decisions of inputs.
/// </summary>
internal sealed class RandomTree(ReluNetwork network, ProofTreeWriter writer, Random random, int polyhedron = 0, int mostSplits = 2)
{
    private readonly RandomEvidence _evidence = new(network, random);

    /// <summary>Writes them; where the changes are limited, with the decisions that are possible.</summary>
    public void Write(Decisions? decisions = null) => Node([], decisions);

    private void Node(ImmutableList<(int Neuron, bool Active)> path, Decisions? decisions)
    {
        if (random.Next(2) == 0)
        {
            writer.Inherit();
        }

        _evidence.Lemmas(writer, path);
        foreach ((int neuron, double alpha) in _evidence.Slopes())
        {
            writer.Slope(neuron, alpha);
        }

        int split = random.Next(network.HiddenNeurons);
        if (path.Count < mostSplits && random.Next(3) > 0 && path.All(on => on.Neuron != split))
        {
            writer.SplitNeuron(split);
            Node(path.Add((split, false)), decisions);
            Node(path.Add((split, true)), decisions);
            return;
        }

        if (decisions is { Left: > 0, Undecided: { Length: > 0 } undecided } && random.Next(2) == 0)
        {
            int input = undecided[random.Next(undecided.Length)];
            writer.SplitChange(input);
            Node(path, decisions.Keep(input));
            Node(path, decisions.Release(input));
            return;
        }

        foreach ((int neuron, double beta) in _evidence.Multipliers(path))
        {
            writer.Multiplier(neuron, beta);
        }

        if (random.Next(2) == 0)
        {
            writer.Close(polyhedron, 0);
        }
        else
        {
            writer.CloseByCases(polyhedron, 0, _evidence.Cases(path, [.. _evidence.Some(network.HiddenNeurons).Take(2)]));
        }

        writer.Leaf();
    }
}
