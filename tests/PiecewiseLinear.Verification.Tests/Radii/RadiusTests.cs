using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>Radii by both searches against enumeration and against the golden fractions, with their certificates.</summary>
public sealed class RadiusTests(ITestOutputHelper output)
{
    [Fact]
    public void Radii_by_regions_by_branch_and_bound_and_by_enumeration_are_equal_and_certified()
    {
        SortedDictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(500, random =>
        {
            RadiusQuery query = RandomRadii.Next(random);
            RadiusMethod other = query.MaxChanged is null ? RadiusMethod.Regions : RadiusMethod.Auto;
            RadiusAnswer answer = DecisionRadius.Find(query with { Method = other }, progress: null, CancellationToken.None);
            AnswerLaws.Hold(query, answer);
            RadiusQuery certified = query with { Method = RadiusMethod.BranchAndBound, RecordProof = true, Threads = random.Next(1, 3), MostSplitInputs = random.Next(2) * 10 };
            RadiusAnswer proved = DecisionRadius.Find(certified, progress: null, CancellationToken.None);
            Assert.Equal((answer.Lower, answer.Upper, answer.Label), (proved.Lower, proved.Upper, proved.Label));
            RadiusCertificates.Accept(certified, proved);
            string kind = answer.None ? "none" : answer.Upper!.Value.IsZero ? "zero" : $"positive {query.Norm.Name()}";
            foreach (string count in (string[])["all", kind, query.Box is null ? "without a box" : "with a box", query.Target is null ? "untargeted" : "targeted", $"goal {query.Goal}", query.MaxChanged is null ? "any changes" : "few changes"])
            {
                seen[count] = seen.GetValueOrDefault(count) + 1;
            }
        });
        output.WriteLine(string.Join(", ", seen.Select(static entry => $"{entry.Key}: {entry.Value}")));
        Assert.All(["none", "zero", "positive l1", "positive l2", "positive linf"], kind => Assert.True(seen.GetValueOrDefault(kind) > 20, $"{kind}: {seen.GetValueOrDefault(kind)}"));
    }

    [Fact]
    public void What_a_stopped_search_has_proved_is_certified()
    {
        int stopped = 0;
        Seeded.Check(12, random =>
        {
            (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, 2).Select(_ => new Rational(random.Next(-32, 33), 32))];
            RadiusQuery query = new()
            {
                Network = network,
                Point = point,
                Norm = (VectorNorm)random.Next(3),
                Box = box,
                RecordProof = true,
                Method = RadiusMethod.BranchAndBound,
                MaxTime = TimeSpan.FromMilliseconds(random.Next(0, 60)),
            };
            RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
            RadiusAnswer exact = DecisionRadius.Find(query with { MaxTime = null, RecordProof = false }, progress: null, CancellationToken.None);
            Assert.True(answer.Lower <= exact.Upper && !(answer.Upper < exact.Upper));
            stopped += answer.IsExact ? 0 : 1;
            RadiusCertificates.Accept(query, answer);
        });
        Assert.True(stopped > 0);
    }

    [Fact]
    public void A_cancelled_search_ends_at_once()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        RadiusQuery query = new() { Network = network, Point = [0, 0], Norm = VectorNorm.L2, Box = box };
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DecisionRadius.Find(query, progress: null, cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => DecisionRadius.Find(query with { Method = RadiusMethod.Regions }, progress: null, cancelled.Token));
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
