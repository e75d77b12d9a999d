using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Radii by regions in order of distance against enumeration, and against the golden fractions.</summary>
public sealed class RadiusTests
{
    [Theory]
    [InlineData(RadiusMethod.Regions, 500)]
    [InlineData(RadiusMethod.BranchAndBound, 500)]
    public void Radii_of_random_networks_are_those_of_enumeration(RadiusMethod method, int cases)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(cases, random =>
        {
            RadiusQuery query = RandomRadii.Next(random) with { Method = method };
            RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
            AnswerLaws.Hold(query, answer);
            string kind = answer.None ? "none" : answer.Upper!.Value.IsZero ? "zero" : "positive";
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        });
        Assert.All(["none", "zero", "positive"], kind => Assert.True(seen.GetValueOrDefault(kind) > 20, $"{kind}: {seen.GetValueOrDefault(kind)}"));
    }

    [Theory]
    [InlineData(RadiusMethod.Regions)]
    [InlineData(RadiusMethod.BranchAndBound)]
    public void Golden_radii_are_the_very_fractions(RadiusMethod method)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        int asked = 0;
        foreach (JsonElement fact in GoldenNetworks.Facts("a_2_32x3_1").GetProperty("radius").EnumerateArray())
        {
            ImmutableArray<Rational> point = [.. fact.GetProperty("x0").EnumerateArray().Select(static x => Rational.Parse(x.GetRawText()))];
            foreach ((VectorNorm norm, string field) in new[] { (VectorNorm.LInf, "Linf"), (VectorNorm.L1, "L1"), (VectorNorm.L2, "L2_squared") })
            {
                RadiusQuery query = new() { Network = network, Point = point, Norm = norm, Box = box, Method = method };
                RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
                Assert.Equal(Rational.Parse(fact.GetProperty(field).GetString()!), answer.Upper!.Value.Power);
                Assert.True(answer.IsExact);
                Assert.True(ExactEvaluator.Evaluate(network, answer.Nearest!.Value)[0].IsZero);
                asked++;
            }
        }

        Assert.Equal(9, asked);
    }
}
