using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>
/// Evidence that holds or fails by less than doubles can see: the library's checker proves what it can in doubles with an error bound, the Python one
/// computes in integers alone, and both must say the same.
/// </summary>
public sealed class NearTightTests
{
    private static readonly int[] s_bits = [8, 30, 48, 51, 52, 53, 54, 60, 90];

    [Fact]
    public void Multipliers_and_steps_changed_in_the_last_bits_get_one_verdict()
    {
        int valid = 0, invalid = 0;
        foreach (IGrouping<string, GoldenQuestions.Question> group in GoldenQuestions.All.GroupBy(static question => question.Network))
        {
            List<(string, byte[])> texts = [];
            SlowNetwork? network = null;
            foreach (GoldenQuestions.Question question in group)
            {
                (SlowDomain domain, PointRegionsCertificate truth) = GoldenQuestions.Answer(question);
                network = domain.Network;
                texts.AddRange(Changed(domain, truth).Select(change => ($"{question}: {change.Name}", Verdicts.Spell(change.Certificate))));
            }

            IReadOnlyList<string> verdicts = Verdicts.OfBoth(network!, texts);
            valid += verdicts.Count(static verdict => Verdicts.Kind(verdict) == "VALID");
            invalid += verdicts.Count(static verdict => Verdicts.Kind(verdict) == "INVALID");
        }

        Assert.True(valid > 100 && invalid > 100, $"{valid} valid, {invalid} invalid");
    }

    private static IEnumerable<(string Name, PointRegionsCertificate Certificate)> Changed(SlowDomain domain, PointRegionsCertificate truth)
    {
        foreach (RegionEvidence region in truth.Regions.Where(static region => region.Facets is not null))
        {
            SlowPolyhedron polyhedron = domain.Polyhedron(region.Pattern.ToLayerStrings());
            foreach (Rational factor in s_bits.SelectMany(static bits => new[] { 1, -1 }.Select(sign => Rational.One + new Rational(sign, BigInteger.One << bits))))
            {
                yield return ($"multipliers times {factor}", truth with { Regions = truth.Regions.Replace(region, region with { Redundant = Scaled(region, factor) }) });
                yield return ($"steps to {factor} of the way to the wall", truth with { Regions = truth.Regions.Replace(region, region with { Facets = Cut(domain, polyhedron, region, factor) }) });
            }
        }
    }

    private static ImmutableArray<RedundancyEvidence> Scaled(RegionEvidence region, Rational factor)
        => [.. region.Redundant!.Value.Select(row => row with { Multipliers = [.. row.Multipliers.Select(m => m with { Weight = m.Weight * factor })] })];

    /// <summary>Each step shortened so that it ends just beyond (or just before) the facet's wall.</summary>
    private static ImmutableArray<FacetEvidence> Cut(SlowDomain domain, SlowPolyhedron polyhedron, RegionEvidence region, Rational factor)
    {
        Rational[] interior = domain.FreeOf(region.Interior);
        return
        [
            .. region.Facets!.Value.Select(facet =>
            {
                SlowRow row = polyhedron.Rows.Single(row => row.Name == facet.Row);
                Rational slack = row.Offset - row.Normal.Zip(interior, static (a, p) => a * p).Aggregate(Rational.Zero, static (sum, term) => sum + term);
                Rational along = facet.Step.Aggregate(Rational.Zero, (sum, part) => sum + (row.Normal[Array.IndexOf(domain.Free, part.Input)] * part.Distance));
                return facet with { Step = [.. facet.Step.Select(part => part with { Distance = part.Distance * factor * slack / along })] };
            }),
        ];
    }
}
