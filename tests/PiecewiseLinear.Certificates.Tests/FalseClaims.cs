using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>Plausible lies about golden networks, with the best evidence that a liar could attach.</summary>
internal static class FalseClaims
{
    /// <summary>Marks lies whose claim is true but whose evidence proves nothing.</summary>
    public const string OnlyEvidence = "true claim, false evidence";

    private static readonly Rational Tiny = new(1, System.Numerics.BigInteger.One << 60);

    internal sealed record Lie(string Name, SlowNetwork Network, PointRegionsCertificate Certificate);

    public static ImmutableArray<Lie> All { get; } =
    [
        .. GoldenQuestions.All.Where(static question => question.Network[0] == 'g').SelectMany(static question =>
        {
            (SlowDomain domain, PointRegionsCertificate truth) = GoldenQuestions.Answer(question);
            return AboutLists(domain, truth).Concat(truth.Regions.SelectMany((region, i) => AboutFacets(domain, region).Concat(AboutBalls(domain, region))
                .Select(lie => (lie.Name, truth with { Regions = truth.Regions.SetItem(i, lie.Region) })))).Select(lie => new Lie($"{question}: {lie.Item1}", domain.Network, lie.Item2));
        }),
    ];

    private static IEnumerable<(string Name, PointRegionsCertificate Certificate)> AboutLists(SlowDomain domain, PointRegionsCertificate truth)
    {
        for (int layer = 0; layer < truth.Signs.Length; layer++)
        {
            for (int i = 0; i < truth.Signs[layer].Length; i++)
            {
                foreach (char sign in "01*".Where(sign => sign != truth.Signs[layer][i]))
                {
                    string changed = $"{truth.Signs[layer][..i]}{sign}{truth.Signs[layer][(i + 1)..]}";
                    yield return ($"sign {sign} for neuron {layer}:{i}", truth with { Signs = truth.Signs.SetItem(layer, changed) });
                }
            }
        }

        foreach (RegionEvidence region in truth.Regions)
        {
            yield return ("region missing", truth with { Regions = truth.Regions.Remove(region) });
            yield return ("region twice, complete", truth with { Regions = truth.Regions.Insert(truth.Regions.IndexOf(region), region) });
            yield return ("region twice, incomplete", truth with { Regions = truth.Regions.Insert(truth.Regions.IndexOf(region), region), Complete = false, Splits = [] });
        }

        if (truth.Regions.Length > 1)
        {
            yield return ("one region of many, no splits", truth with { Regions = truth.Regions[..1], Splits = [] });
            yield return ("no region", truth with { Regions = [], Splits = [] });
        }

        foreach ((string name, PointRegionsCertificate lie) in AboutSplits(truth).Concat(AboutPatterns(domain, truth)))
        {
            yield return (name, lie);
        }

        if (domain.Box is { } box && domain.Free.Length > 0)
        {
            int input = domain.Free[0];
            yield return ("point outside of the box", truth with { Point = truth.Point.SetItem(input, box.Upper[input] + Tiny) });
        }
    }

    /// <summary>One side of a wall left out, its regions with it, as if the cone did not enter it.</summary>
    private static IEnumerable<(string Name, PointRegionsCertificate Certificate)> AboutSplits(PointRegionsCertificate truth)
    {
        foreach (DirectionSplit split in truth.Splits.Where(static split => split.Sides == SplitSides.Both))
        {
            foreach ((SplitSides sides, ActivationPhase kept) in new[] { (SplitSides.OnlyActive, ActivationPhase.Active), (SplitSides.OnlyInactive, ActivationPhase.Inactive) })
            {
                ImmutableArray<RegionEvidence> regions = [.. truth.Regions.Where(region => region.Pattern[split.Neuron.Layer, split.Neuron.NeuronIndex] == kept)];
                foreach (ImmutableArray<WeightedRow> refutation in new ImmutableArray<WeightedRow>[]
                {
                    [], [new WeightedRow(truth.Splits[0].Neuron, 1)], [new WeightedRow(RowReference.OfBox(0, BoxSide.Upper), 1)], [new WeightedRow(split.Neuron, 1)],
                })
                {
                    yield return ($"{sides} at {split.Neuron}", truth with { Regions = regions, Splits = truth.Splits.Replace(split, new DirectionSplit(split.Neuron, sides, refutation)) });
                }
            }
        }

        foreach (DirectionSplit split in truth.Splits.Where(static split => split.Sides != SplitSides.Both))
        {
            yield return ($"{OnlyEvidence}: both at {split.Neuron}", truth with { Splits = truth.Splits.Replace(split, split with { Sides = SplitSides.Both, Refutation = [] }) });
        }
    }

    /// <summary>A phase flipped: another region, or none.</summary>
    private static IEnumerable<(string Name, PointRegionsCertificate Certificate)> AboutPatterns(SlowDomain domain, PointRegionsCertificate truth)
    {
        HashSet<ActivationPattern> known = [.. truth.Regions.Select(static region => region.Pattern)];
        foreach (RegionEvidence region in truth.Regions)
        {
            int[] widths = domain.Network.Widths;
            foreach ((int layer, int neuron) in widths.SelectMany((width, l) => Enumerable.Range(0, width).Select(i => (l, i))))
            {
                ActivationPattern flipped = region.Pattern.Flip([(layer, neuron)]);
                if (known.Contains(flipped))
                {
                    continue;
                }

                SlowPolyhedron polyhedron = domain.Polyhedron(flipped.ToLayerStrings());
                RegionEvidence fake = new(flipped, polyhedron.Interior is { } p ? domain.Full(p) : region.Interior, Facets: null, Redundant: null, Ball: null);
                yield return ($"{layer}:{neuron} flipped", truth with { Regions = truth.Regions.Replace(region, fake) });
                yield return ($"{layer}:{neuron} flipped, incomplete", truth with { Regions = [fake], Complete = false, Splits = [] });
            }
        }
    }

    private static IEnumerable<(string Name, RegionEvidence Region)> AboutFacets(SlowDomain domain, RegionEvidence region)
    {
        ImmutableArray<FacetEvidence> facets = region.Facets!.Value;
        ImmutableArray<RedundancyEvidence> redundant = region.Redundant!.Value;
        foreach (FacetEvidence facet in facets)
        {
            ImmutableArray<FacetEvidence> others = facets.Remove(facet);
            yield return ($"facet {facet.Row} missing", region with { Facets = others });
            foreach (ImmutableArray<WeightedRow> multipliers in Guesses(facet, others))
            {
                ImmutableArray<RedundancyEvidence> group = [.. facet.Also.Prepend(facet.Row).Select(row => new RedundancyEvidence(row, multipliers))];
                yield return ($"facet {facet.Row} called redundant", region with { Facets = others, Redundant = redundant.AddRange(group) });
            }

            foreach (RowReference row in facet.Also)
            {
                FacetEvidence alone = facet with { Also = facet.Also.Remove(row) };
                yield return ($"{row} called a facet of its own", region with { Facets = facets.Replace(facet, alone).Add(new FacetEvidence(row, [], facet.Step)) });
                yield return ($"{row} of facet {facet.Row} called redundant", region with
                {
                    Facets = facets.Replace(facet, alone),
                    Redundant = redundant.Add(new RedundancyEvidence(row, [new WeightedRow(facet.Row, 1)])),
                });
            }

            foreach (RedundancyEvidence row in redundant)
            {
                yield return ($"redundant {row.Row} listed with facet {facet.Row}", region with { Facets = facets.Replace(facet, facet with { Also = facet.Also.Add(row.Row) }), Redundant = redundant.Remove(row) });
            }
        }

        foreach (RedundancyEvidence row in redundant)
        {
            yield return ($"redundant {row.Row} missing", region with { Redundant = redundant.Remove(row) });
            foreach (ImmutableArray<InputStep> step in facets.Select(static facet => facet.Step).Append(FarBeyond(domain, region, row.Row)))
            {
                yield return ($"redundant {row.Row} called a facet", region with { Facets = facets.Add(new FacetEvidence(row.Row, [], step)), Redundant = redundant.Remove(row) });
            }
        }

        if (redundant.Length > 1)
        {
            yield return ($"{OnlyEvidence}: redundant rows that prove each other", region with
            {
                Redundant = [.. redundant.Select((row, i) => row with { Multipliers = [new WeightedRow(redundant[(i + 1) % redundant.Length].Row, 1)] })],
            });
        }
    }

    private static IEnumerable<ImmutableArray<WeightedRow>> Guesses(FacetEvidence facet, ImmutableArray<FacetEvidence> others)
    {
        yield return [];
        yield return [new WeightedRow(facet.Row, 1)];
        yield return [.. others.Select(static other => new WeightedRow(other.Row, 1))];
        yield return [.. others.Select(static other => new WeightedRow(other.Row, -1))];
        foreach (FacetEvidence other in others)
        {
            yield return [new WeightedRow(other.Row, 1)];
            yield return [new WeightedRow(other.Row, Rational.One / 1024)];
            yield return [new WeightedRow(other.Row, -1)];
        }
    }

    /// <summary>A step far out along the normal of a row.</summary>
    private static ImmutableArray<InputStep> FarBeyond(SlowDomain domain, RegionEvidence region, RowReference name)
    {
        SlowRow row = domain.Polyhedron(region.Pattern.ToLayerStrings()).Rows.Single(row => row.Name == name);
        return [.. domain.Free.Zip(row.Normal, static (input, a) => new InputStep(input, 1000 * a)).Where(static step => !step.Distance.IsZero)];
    }

    private static IEnumerable<(string Name, RegionEvidence Region)> AboutBalls(SlowDomain domain, RegionEvidence region)
    {
        if (region.Ball is not { } ball)
        {
            yield break;
        }

        yield return ("ball of negative radius", region with { Ball = ball with { Lower = -Tiny } });
        if (ball.Upper is not { } upper)
        {
            yield return ("finite upper bound of an infinite radius", region with { Ball = ball with { Upper = 1000, Ray = null, Multipliers = [.. region.Facets!.Value.Select(static facet => new WeightedRow(facet.Row, 1))] } });
            yield break;
        }

        yield return ("lower end above the radius", region with { Ball = ball with { Lower = upper + Tiny } });
        foreach (Rational scale in new Rational[] { 1, 2, Rational.One / 2 })
        {
            ImmutableArray<WeightedRow> scaled = [.. ball.Multipliers.Select(row => row with { Weight = row.Weight * scale })];
            yield return ("upper end below the radius", region with { Ball = ball with { Upper = ball.Lower - Tiny, Multipliers = scaled } });
            yield return ("upper end 0", region with { Ball = ball with { Upper = 0, Multipliers = scaled } });
        }

        yield return ("upper end without multipliers", region with { Ball = ball with { Upper = ball.Lower - Tiny, Multipliers = [] } });
        yield return ("negative multipliers", region with { Ball = ball with { Upper = ball.Lower - Tiny, Multipliers = [.. ball.Multipliers.Select(static row => row with { Weight = -row.Weight })] } });
        yield return ("infinite radius", region with { Ball = ball with { Upper = null, Multipliers = [], Ray = [.. region.Interior.Select(static _ => Rational.Zero)] } });
        yield return ("infinite radius with a ray", region with { Ball = ball with { Upper = null, Multipliers = [], Ray = domain.Full([.. domain.Free.Select(static _ => Rational.One)], direction: true) } });
        if (domain.Box is null)
        {
            yield return ("radius of another direction", region with { Ball = ball with { Center = [.. ball.Center.Select(static c => c + 1000)], Lower = upper + 1 } });
        }
    }
}
