using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using static PiecewiseLinear.Certificates.Tests.ReferenceProver.SmallLinearAlgebra;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>Makes certificates for golden networks by brute force: an oracle, small, slow, exact, sharing nothing with the checker.</summary>
internal static class Prover
{
    /// <summary>What to prove besides the list of regions.</summary>
    /// <param name="Facets">Whether to list facets and redundant rows.</param>
    /// <param name="Ball">The norm of the ball, or null for none.</param>
    /// <param name="MultiplierBits">Round multipliers of redundant rows down to so many bits after the point where that still proves them; null for exact ones.</param>
    internal sealed record Options(bool Facets = true, VectorNorm? Ball = null, int? MultiplierBits = null);

    public static PointRegionsCertificate Prove(SlowDomain domain, ImmutableArray<Rational> point, Options options)
    {
        List<DirectionSplit> splits = [];
        List<string[]> leaves = [];
        Rational[] at = domain.FreeOf(point);
        Split(domain, point, [], "", [.. domain.Sides().Where(side => side.Slack(at).IsZero).Select(static side => side with { Offset = Rational.Zero })], splits, leaves);
        return new PointRegionsCertificate
        {
            NetworkSha256 = domain.Network.Sha256,
            Point = point,
            Box = domain.Box,
            Signs = [.. IncidentRegions.Signs(domain, point, leaves)],
            Complete = true,
            Splits = [.. splits],
            Regions = [.. leaves.Select(leaf => Region(domain, leaf, options))],
        };
    }

    public static RegionEvidence Region(SlowDomain domain, string[] pattern, Options options)
    {
        SlowPolyhedron polyhedron = domain.Polyhedron(pattern);
        IReadOnlyList<IReadOnlyList<SlowRow>> facets = options.Facets || options.Ball is not null ? polyhedron.Facets() : [];
        SlowRow[] leaders = [.. facets.Select(static facet => facet[0])];
        return new RegionEvidence(
            ActivationPattern.Parse(pattern),
            domain.Full(polyhedron.Interior!),
            options.Facets ? [.. facets.Select(facet => new FacetEvidence(facet[0].Name, [.. facet.Skip(1).Select(static row => row.Name)], Step(domain, polyhedron.Interior!, polyhedron.Beyond(facet))))] : null,
            options.Facets ? [.. polyhedron.Rows.Except(facets.SelectMany(static facet => facet)).OrderBy(static row => row.Name, RowReference.Order)
                .Select(row => new RedundancyEvidence(row.Name, Implied(domain, row, leaders, options)))] : null,
            options.Ball is { } norm ? SlowBall.Find(domain, leaders, norm) : null);
    }

    private static ImmutableArray<InputStep> Step(SlowDomain domain, Rational[] interior, Rational[] beyond)
        => [.. domain.Free.Select((input, k) => new InputStep(input, beyond[k] - interior[k])).Where(static step => !step.Distance.IsZero)];

    private static void Split(
        SlowDomain domain, ImmutableArray<Rational> point, List<string> layers, string phases, IReadOnlyList<SlowRow> cone, List<DirectionSplit> splits, List<string[]> leaves)
    {
        if (layers.Count == domain.Network.Widths.Length)
        {
            leaves.Add([.. layers]);
            return;
        }

        int layer = layers.Count;
        int neuron = phases.Length;
        if (neuron == domain.Network.Widths[layer])
        {
            Split(domain, point, [.. layers, phases], "", cone, splits, leaves);
            return;
        }

        Rational value = domain.Network.PreActivations([.. point])[layer][neuron];
        Rational[] form = [.. domain.Network.Forms(domain.Directions(), layers, constants: false)[layer][neuron].SkipLast(1)];
        if (!value.IsZero || form.All(static h => h.IsZero))
        {
            Split(domain, point, layers, phases + (value.Sign > 0 ? '1' : '0'), cone, splits, leaves);
            return;
        }

        Rational[] negative = [.. form.Select(static h => -h)];
        IReadOnlyList<Rational[]> corners = SlowPolyhedron.FindVertices(form.Length, [.. cone, .. SlowPolyhedron.Cube(form.Length, 1)]);
        bool active = corners.Any(v => Dot(form, v).Sign > 0);
        bool inactive = corners.Any(v => Dot(form, v).Sign < 0);
        SplitSides sides = active && inactive ? SplitSides.Both : active ? SplitSides.OnlyActive : SplitSides.OnlyInactive;
        RowReference name = RowReference.OfNeuron(layer, neuron);
        splits.Add(new DirectionSplit(name, sides, sides == SplitSides.Both ? [] : Conic(sides == SplitSides.OnlyActive ? negative : form, Rational.Zero, cone)!.Value));
        if (active)
        {
            Split(domain, point, layers, phases + '1', [.. cone, new SlowRow(name, negative, Rational.Zero)], splits, leaves);
        }

        if (inactive)
        {
            Split(domain, point, layers, phases + '0', [.. cone, new SlowRow(name, form, Rational.Zero)], splits, leaves);
        }
    }

    /// <summary>λ ≥ 0 on at most d rows with Σλa = normal and Σλb ≤ offset (Carathéodory), or null.</summary>
    private static ImmutableArray<WeightedRow>? Conic(Rational[] normal, Rational offset, IReadOnlyList<SlowRow> rows)
    {
        foreach (int[] subset in Subsets(rows.Count, 0, normal.Length))
        {
            if (Solve([.. subset.Select(i => rows[i].Normal)], normal) is { } weights
                && weights.All(static w => w.Sign >= 0)
                && subset.Zip(weights).Aggregate(Rational.Zero, (sum, pair) => sum + (pair.Second * rows[pair.First].Offset)) <= offset)
            {
                return [.. subset.Zip(weights, (i, w) => new WeightedRow(rows[i].Name, w)).Where(static w => !w.Weight.IsZero).OrderBy(static w => w.Row, RowReference.Order)];
            }
        }

        return null;
    }

    private static ImmutableArray<WeightedRow> Implied(SlowDomain domain, SlowRow row, SlowRow[] facets, Options options)
    {
        ImmutableArray<WeightedRow> exact = Conic(row.Normal, row.Offset, facets)
            ?? throw new InvalidOperationException($"row {row.Name} is not implied by the facets {string.Join(", ", facets.Select(static facet => facet.Name))}");
        if (options.MultiplierBits is not { } bits || domain.Box is null)
        {
            return exact;
        }

        ImmutableArray<WeightedRow> rounded = [.. exact
            .Select(w => w with { Weight = new Rational((w.Weight.Numerator << bits) / w.Weight.Denominator, BigInteger.One << bits) })
            .Where(static w => !w.Weight.IsZero)];
        return Proves(domain, row, facets, rounded) ? rounded : exact;
    }

    private static bool Proves(SlowDomain domain, SlowRow row, SlowRow[] facets, ImmutableArray<WeightedRow> multipliers)
    {
        Rational bound = Rational.Zero;
        Rational[] residual = [.. row.Normal];
        foreach ((RowReference name, Rational weight) in multipliers)
        {
            SlowRow facet = facets.Single(facet => facet.Name == name);
            bound += weight * facet.Offset;
            residual = [.. residual.Zip(facet.Normal, (r, a) => r - (weight * a))];
        }

        Rational charged = Rational.Zero;
        for (int c = 0; c < residual.Length; c++)
        {
            int input = domain.Free[c];
            bound += residual[c] * (residual[c].Sign > 0 ? domain.Box!.Upper[input] : domain.Box!.Lower[input]);
            charged += facets.Any(facet => facet.Name == RowReference.OfBox(input, residual[c].Sign > 0 ? BoxSide.Upper : BoxSide.Lower)) ? 0 : Rational.Abs(residual[c]);
        }

        return bound <= row.Offset && (row.Name.IsNeuron || charged < 1);
    }
}
