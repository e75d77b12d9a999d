using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Replays the split tree over the directions v that lead from the point into the domain. Near the point the network is its value there plus a
/// piecewise linear function of v; the cones on which that is linear and full-dimensional are exactly the tangent cones of the incident regions.
/// </summary>
internal sealed class DirectionTree
{
    private readonly IntegerNetwork _network;
    private readonly Domain _domain;
    private readonly int[][] _signs;
    private readonly ImmutableArray<DirectionSplit> _splits;
    private readonly Stack<Branch> _open = new();
    private int _next;

    private DirectionTree(IntegerNetwork network, Domain domain, int[][] signs, ImmutableArray<DirectionSplit> splits)
    {
        _network = network;
        _domain = domain;
        _signs = signs;
        _splits = splits;
    }

    /// <summary>Replays the tree; a reason if a step is wrong, else its leaves must be the patterns of the listed regions, in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="certificate">The claim with its splits and regions.</param>
    /// <param name="signs">The signs at the point.</param>
    /// <param name="cancellationToken">Cancels between nodes.</param>
    public static string? Check(IntegerNetwork network, Domain domain, PointRegionsCertificate certificate, int[][] signs, CancellationToken cancellationToken)
    {
        DirectionTree tree = new(network, domain, signs, certificate.Splits);
        IntegerPoint point = domain.FreeCoordinates(certificate.Point);
        Dictionary<RowReference, IntegerRow> cone = domain.Sides()
            .Select(side => (Name: side, Row: domain.SideRow(side)))
            .Where(side => side.Row.ScaledSlack(point).IsZero)
            .ToDictionary(static side => side.Name, static side => side.Row with { Offset = BigInteger.Zero });
        tree._open.Push(new Branch([domain.DirectionForms()], [], cone));
        int leaves = 0;
        while (tree._open.TryPop(out Branch? branch))
        {
            if (tree.Follow(branch, cancellationToken) is { } reason)
            {
                return reason;
            }

            ActivationPattern leaf = ActivationPattern.Create(branch.Phases);
            if (leaves == certificate.Regions.Length)
            {
                return $"the split tree has more leaves than the {leaves} listed regions; the next is {Spell(leaf)}";
            }

            if (!certificate.Regions[leaves].Pattern.Equals(leaf))
            {
                return $"region {leaves} is {Spell(certificate.Regions[leaves].Pattern)}, leaf {leaves} of the split tree is {Spell(leaf)}";
            }

            leaves++;
        }

        return leaves < certificate.Regions.Length ? $"the split tree has {leaves} leaves, but {certificate.Regions.Length} regions are listed"
            : tree._next < certificate.Splits.Length ? $"split {tree._next} belongs to no cone"
            : null;
    }

    private static string Spell(ActivationPattern pattern) => string.Join(' ', pattern.ToLayerStrings());

    /// <summary>Goes down to a leaf; the Inactive sides on the way are put off.</summary>
    private string? Follow(Branch branch, CancellationToken cancellationToken)
    {
        while (branch.Values.Count < _network.Network.Nodes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int node = branch.Values.Count;
            if (_network.Network.Nodes[node] is not ReluNode relu)
            {
                branch.Values.Add(_network.Affine(node, branch.Values, _domain.FreeCount, constants: false));
                continue;
            }

            if (branch.Phases.Count == relu.Layer)
            {
                branch.Phases.Add([]);
            }

            IntegerForms z = branch.Values[relu.Source];
            List<ActivationPhase> phases = branch.Phases[relu.Layer];
            while (phases.Count < relu.Width)
            {
                if (Decide(branch, relu.Layer, z, phases) is { } reason)
                {
                    return reason;
                }
            }

            branch.Values.Add(z.Restrict(i => phases[i] == ActivationPhase.Active));
        }

        return null;
    }

    private string? Decide(Branch branch, int layer, IntegerForms z, List<ActivationPhase> phases)
    {
        int sign = _signs[layer][phases.Count];
        if (sign != 0 || z.Rows[phases.Count] is null)
        {
            phases.Add(sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive);
            return null;
        }

        (BigInteger[] form, BigInteger denominator) = z.IntegersOf(phases.Count);
        RowReference neuron = RowReference.OfNeuron(layer, phases.Count);
        if (_next == _splits.Length)
        {
            return $"the split tree ends before neuron {neuron}, whose wall enters the cone";
        }

        DirectionSplit split = _splits[_next];
        if (split.Neuron != neuron)
        {
            return $"split {_next} is at neuron {split.Neuron}, expected neuron {neuron}";
        }

        if (Refute(branch, split, form, denominator) is { } reason)
        {
            return $"split {_next} at neuron {neuron}: {reason}";
        }

        _next++;
        if (split.Sides == SplitSides.Both)
        {
            Branch other = branch.Copy();
            other.Take(neuron, form, denominator, ActivationPhase.Inactive);
            _open.Push(other);
        }

        branch.Take(neuron, form, denominator, split.Sides == SplitSides.OnlyInactive ? ActivationPhase.Inactive : ActivationPhase.Active);
        return null;
    }

    private string? Refute(Branch branch, DirectionSplit split, BigInteger[] form, BigInteger denominator)
    {
        if (split.Sides == SplitSides.Both)
        {
            return split.Refutation.IsEmpty ? null : "both sides are entered, so nothing is refuted";
        }

        if (Combination.Resolve(split.Refutation, branch.Cone.GetValueOrDefault, "a row of this cone", out List<(IntegerRow, Exact.Rational)> terms) is { } reason)
        {
            return reason;
        }

        Combination sum = Combination.Of(_domain.FreeCount, terms);
        BigInteger sign = split.Sides == SplitSides.OnlyInactive ? BigInteger.One : BigInteger.MinusOne;
        return form.Zip(sum.Normal).All(pair => sign * pair.First * sum.Denominator == pair.Second * denominator)
            ? null
            : "the multipliers do not add up to the refuted side";
    }

    /// <summary>A cone of the tree, in depth-first order.</summary>
    private sealed record Branch(List<IntegerForms> Values, List<List<ActivationPhase>> Phases, Dictionary<RowReference, IntegerRow> Cone)
    {
        public Branch Copy() => new([.. Values], [.. Phases.Select(static layer => (List<ActivationPhase>)[.. layer])], new(Cone));

        public void Take(RowReference neuron, BigInteger[] form, BigInteger denominator, ActivationPhase phase)
        {
            Phases[neuron.Layer].Add(phase);
            Cone.Add(neuron, new IntegerRow(phase == ActivationPhase.Active ? [.. form.Select(static h => -h)] : form, BigInteger.Zero, denominator));
        }
    }
}
