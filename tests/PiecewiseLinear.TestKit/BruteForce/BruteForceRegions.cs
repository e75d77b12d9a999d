using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>
/// The independent oracle of linear regions: rationals throughout, every phase of every neuron decided by its definition, every facet by a linear
/// program. It shares nothing with the engines but <see cref="Rational"/> and the graph of the network. Inputs with equal ends of the box
/// are substituted out: no rows, coefficient 0.
/// </summary>
public sealed class BruteForceRegions(ReluNetwork network, Box? box)
{
    private readonly int _dimension = network.InputDimension;
    private readonly bool[] _fixed = [.. Enumerable.Range(0, network.InputDimension).Select(j => box?.IsFixed(j) ?? false)];

    /// <summary>The sides of the box as rows: none without a box, none for fixed inputs.</summary>
    public ImmutableArray<OracleRow> Sides { get; } = box is null ? [] : SidesOf(box);

    /// <summary>The exact signs of all pre-activations at a point, layer by layer.</summary>
    public ImmutableArray<ImmutableArray<int>> SignsAt(IReadOnlyList<Rational> point)
    {
        List<int>[] signs = [.. network.HiddenLayers.Select(static _ => new List<int>())];
        Rational[][] constants = [.. point.Select(static x => new[] { Rational.Zero, x })];
        List<WalkedCell<int>> walked = CellWalk<int>.Run(network, constants, 0, (_, source, form) =>
        {
            Fill(signs[source.First], source.Second);
            signs[source.First].Add(form[^1].Sign);
            return [(form[^1].Sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive, 0)];
        });
        _ = walked.Single();
        for (int layer = 0; layer < signs.Length; layer++)
        {
            Fill(signs[layer], network.HiddenLayers[layer].Width);
        }

        return [.. signs.Select(static layer => layer.ToImmutableArray())];
    }

    /// <summary>
    /// All regions whose closure holds the point, in the order of the tree (Inactive first): a neuron that is not zero at the point has
    /// its phase, of a neuron that is zero there each phase is followed whose cone of directions, with all tight rows so far, has an interior.
    /// </summary>
    /// <exception cref="ArgumentException">The point is outside the box.</exception>
    public ImmutableArray<OracleRegion> RegionsAt(IReadOnlyList<Rational> point)
    {
        if (box is not null && !box.Contains([.. point]))
        {
            throw new ArgumentException("the point is outside the box", nameof(point));
        }

        ImmutableList<ImmutableArray<Rational>> tight = [.. Sides.Where(side => side.Slack(point).IsZero).Select(static side => side.Normal)];
        List<WalkedCell<ImmutableList<ImmutableArray<Rational>>>> walked = CellWalk<ImmutableList<ImmutableArray<Rational>>>.Run(
            network, InputForms(), tight, (cone, _, form) => SplitCone(cone, form, point));
        return [.. walked.Select(cell => Region(cell.Pattern, [.. point]))];
    }

    /// <summary>The region with a pattern: its map, its rows, its facets.</summary>
    /// <exception cref="ArgumentException">No region of the domain has the pattern.</exception>
    public OracleRegion Region(ActivationPattern pattern) => Region(pattern, [.. Enumerable.Range(0, _dimension).Select(j => box?.Lower[j] ?? 0)]);

    /// <summary>The region beyond a facet, or null beyond a side of the box: the other region at a point in the facet's relative interior.</summary>
    public OracleRegion? NeighborAcross(OracleRegion region, OracleFacet facet)
    {
        ImmutableArray<OracleRegion> both = RegionsAt(facet.Point);
        return both.Length <= 2 && both.Any(other => other.Pattern.Equals(region.Pattern))
            ? both.SingleOrDefault(other => !other.Pattern.Equals(region.Pattern))
            : throw new InvalidOperationException($"{both.Length} regions meet inside a facet of {string.Join(' ', region.Pattern.ToLayerStrings())}");
    }

    /// <summary>The input as affine forms over all inputs; fixed ones are constants.</summary>
    internal Rational[][] InputForms()
        => [.. Enumerable.Range(0, _dimension).Select(j => _fixed[j]
            ? (Rational[])[.. new Rational[_dimension], box!.Lower[j]]
            : [.. Unit(_dimension, j, 1), 0])];

    private OracleRegion Region(ActivationPattern pattern, ImmutableArray<Rational> start)
    {
        (ActivationPhase, int)[] PhaseOf(int cell, OracleSource source, Rational[] form)
        {
            ActivationPhase phase = pattern[source.First, source.Second];
            bool isConstant = form.SkipLast(1).All(static a => a.IsZero);
            return isConstant && phase != (form[^1].Sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive) ? throw NoRegion(pattern) : [(phase, cell)];
        }

        WalkedCell<int> rows = CellWalk<int>.Run(network, InputForms(), 0, PhaseOf).Single();
        Rational[][] free = [.. Enumerable.Range(0, _dimension).Select(j => (Rational[])[.. Unit(_dimension, j, 1), 0])];
        Rational[][] map = CellWalk<int>.Run(network, free, 0, PhaseOf).Single().Output;
        ImmutableArray<OracleRow> all = [.. rows.Rows, .. Sides];
        ImmutableArray<Rational>? found = rows.Pattern.Equals(pattern) ? OraclePolyhedron.Interior(all, start) : null;
        ImmutableArray<Rational> interior = found ?? throw NoRegion(pattern);
        return new OracleRegion(
            rows.Pattern,
            [.. map.Select(static form => form.SkipLast(1).ToImmutableArray())],
            [.. map.Select(static form => form[^1])],
            all,
            interior,
            OraclePolyhedron.Facets(all, interior));
    }

    private IEnumerable<(ActivationPhase Phase, ImmutableList<ImmutableArray<Rational>> Cell)> SplitCone(
        ImmutableList<ImmutableArray<Rational>> cone, Rational[] form, IReadOnlyList<Rational> point)
    {
        Rational value = form.SkipLast(1).Zip(point, static (a, x) => a * x).Aggregate(form[^1], static (sum, term) => sum + term);
        if (!value.IsZero)
        {
            yield return (value.Sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive, cone);
            yield break;
        }

        foreach (ActivationPhase phase in new[] { ActivationPhase.Inactive, ActivationPhase.Active })
        {
            Rational sign = phase == ActivationPhase.Active ? -1 : 1;
            ImmutableList<ImmutableArray<Rational>> part = cone.Add([.. form.SkipLast(1).Select(a => sign * a)]);
            if (OraclePolyhedron.ConeHasInterior(part, _dimension))
            {
                yield return (phase, part);
            }
        }
    }

    private static ArgumentException NoRegion(ActivationPattern pattern)
        => new($"no region has the pattern {string.Join(' ', pattern.ToLayerStrings())}", nameof(pattern));

    private static ImmutableArray<OracleRow> SidesOf(Box box)
        => [.. Enumerable.Range(0, box.Dimension).Where(j => !box.IsFixed(j)).SelectMany(j => new[]
        {
            new OracleRow(OracleSource.Side(j, upper: false), Unit(box.Dimension, j, -1), -box.Lower[j]),
            new OracleRow(OracleSource.Side(j, upper: true), Unit(box.Dimension, j, 1), box.Upper[j]),
        })];

    private static ImmutableArray<Rational> Unit(int dimension, int index, int value)
        => [.. Enumerable.Range(0, dimension).Select(j => (Rational)(j == index ? value : 0))];

    /// <summary>Zeros up to a neuron: forms that are identically zero are not reported by the walk.</summary>
    private static void Fill(List<int> signs, int neuron)
    {
        while (signs.Count < neuron)
        {
            signs.Add(0);
        }
    }
}
