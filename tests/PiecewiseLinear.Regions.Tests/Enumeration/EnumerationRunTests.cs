using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Threads, budgets, resume tokens, streams, cancellation.</summary>
public sealed class EnumerationRunTests
{
    private const CountedQuantities WithoutSets = CountedQuantities.Facets | CountedQuantities.Vertices | CountedQuantities.Boundary | CountedQuantities.Volumes;

    [Fact]
    public void StreamsAreTheSameFromAnyNumberOfThreads()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.Facets | CountedQuantities.Boundary };
        string[][] streams = [.. new[] { 1, 2, 3, 7 }.Select(threads =>
        {
            RegionList found = new();
            RegionEnumerator.Enumerate(query with { Threads = threads }, found);
            return found.Regions.Select(Text).ToArray();
        })];
        Assert.Equal(2788, streams[0].Length);
        Assert.All(streams, stream => Assert.Equal(streams[0], stream));
    }

    [Fact]
    public void AnInterruptedCountGoesOnWhereItStopped() => Seeded.Check(60, static random =>
    {
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, random.Next(1, 4));
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = WithoutSets, Threads = random.Next(1, 4) };
        RegionList all = new();
        RegionCount whole = RegionEnumerator.Enumerate(query, all);
        string? token = null;
        long regions = 0;
        do
        {
            long budget = regions + random.Next(1, 6);
            EnumerationQuery part = query with { Budget = new EnumerationBudget { MaxRegions = budget }, ResumeToken = token };
            RegionList found = new();
            RegionCount streamed = RegionEnumerator.Enumerate(part, found);
            RegionCount counted = RegionEnumerator.Count(part with { Threads = 1 });
            Assert.True(streamed.SameAnswer(counted), $"{streamed} is not {counted}");
            Assert.Equal(Math.Min(budget, whole.Regions), counted.Regions);
            Assert.Equal(counted.Regions == whole.Regions, counted.Complete);
            Assert.Equal(counted.Complete ? EnumerationStop.Completed : EnumerationStop.MaxRegions, counted.Stop);
            Assert.Equal(all.Regions.Skip((int)regions).Take(found.Regions.Count).Select(Text), found.Regions.Select(Text));
            Assert.Equal(counted.Regions - regions, found.Regions.Count);
            (token, regions) = (counted.ResumeToken, counted.Regions);
            if (counted.Complete)
            {
                Assert.True(whole.SameAnswer(counted), $"in one go {whole}, in pieces {counted}");
            }
        }
        while (token is not null);
    });

    [Fact]
    public void ASinkThatHasEnoughEndsTheEnumeration()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        foreach (int threads in new[] { 1, 2 })
        {
            EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Threads = threads };
            RegionList some = new(most: 1000);
            RegionCount count = RegionEnumerator.Enumerate(query, some);
            Assert.Equal(1000, some.Regions.Count);
            Assert.Equal(1000, count.Regions);
            Assert.Equal(EnumerationStop.Sink, count.Stop);
            RegionCount rest = RegionEnumerator.Count(query with { ResumeToken = count.ResumeToken });
            Assert.True(rest.SameAnswer(RegionEnumerator.Count(query)));
        }
    }

    [Fact]
    public void ABudgetOfTimeStopsWithALowerBoundAndATokenThatLeadsToTheEnd()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("b_5_20x2_1");
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Threads = 2, Quantities = CountedQuantities.Facets | CountedQuantities.Boundary };
        RegionCount part = RegionEnumerator.Count(query with { Budget = new EnumerationBudget { Time = TimeSpan.FromMilliseconds(100) } });
        Assert.False(part.Complete);
        Assert.Equal(EnumerationStop.Time, part.Stop);
        Assert.InRange(part.Regions, 0, 387_496);
        RegionCount rest = RegionEnumerator.Count(query with { ResumeToken = part.ResumeToken });
        Assert.Equal(387_497, rest.Regions);
        Assert.Equal(3_887_202, rest.FacetIncidences);
    }

    [Fact]
    public void ProgressIsMonotoneAndItsTokensLeadToTheEnd()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("b_5_20x2_1");
        List<EnumerationProgress> reports = [];
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Threads = 2, ProgressInterval = TimeSpan.FromMilliseconds(20) };
        RegionCount count = RegionEnumerator.Count(query, new Synchronous(reports.Add));
        Assert.NotEmpty(reports);
        Assert.All(reports.Zip(reports.Skip(1)), static pair => Assert.True(pair.First.CommittedRegions <= pair.Second.CommittedRegions && pair.First.Regions <= pair.Second.Regions));
        Assert.All(reports, report => Assert.InRange(report.EstimatedFraction, 0d, 1d));
        EnumerationProgress some = reports[reports.Count / 2];
        Assert.True(count.SameAnswer(RegionEnumerator.Count(query with { ResumeToken = some.ResumeToken })));
    }

    [Fact]
    public void CancellationEndsTheWorkWithHardlyAnotherRegion()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("b_5_20x2_1");
        using CancellationTokenSource source = new();
        CancellingSink sink = new(source.Cancel);
        Assert.Throws<OperationCanceledException>(() => RegionEnumerator.Enumerate(EnumerationQuery.InBox(network, box) with { Threads = 2 }, sink, null, source.Token));
        Assert.InRange(sink.Accepted, 100, 200); // of 387,497
    }

    [Fact]
    public void ATokenOfAnotherQuestionIsRefused()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Budget = new EnumerationBudget { MaxRegions = 10 } };
        string token = RegionEnumerator.Count(query).ResumeToken!;
        EnumerationQuery other = EnumerationQuery.InBox(network, Box.Cube(2, -1, 2)) with { ResumeToken = token };
        Assert.Contains("another question", Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(other)).Message, StringComparison.Ordinal);
        Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(query with { ResumeToken = "e1.nonsense" }));
        Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(query with { ResumeToken = token, Quantities = CountedQuantities.Facets | CountedQuantities.Maps }));
    }

    /// <summary>A token that lost or changed a character would lead to a wrong count; each such change is found.</summary>
    [Fact]
    public void ADamagedTokenIsRefused()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Budget = new EnumerationBudget { MaxRegions = 10 } };
        string token = RegionEnumerator.Count(query).ResumeToken!;
        for (int i = 0; i < token.Length; i++)
        {
            string changed = $"{token[..i]}{(token[i] == '1' ? '0' : '1')}{token[(i + 1)..]}", shorter = token.Remove(i, 1);
            Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(query with { ResumeToken = changed }));
            Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(query with { ResumeToken = shorter }));
        }
    }

    [Fact]
    public void SetsBeyondTheirBudgetAreGivenUpAndNothingElse()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        RegionCount count = RegionEnumerator.Count(EnumerationQuery.InBox(network, box) with
        {
            Quantities = CountedQuantities.Hamming1 | CountedQuantities.Facets,
            Budget = new EnumerationBudget { SetBytes = 10_000 },
        });
        Assert.Equal(2788, count.Regions);
        Assert.Null(count.Hamming1Pairs);
        Assert.True(count.Complete);
    }

    /// <summary>More constraints touch one vertex than a word has bits: the walk goes on with more slots in the middle.</summary>
    [Fact]
    public void ManyWallsThroughOnePointNeedMoreSlots()
    {
        int n = 150;
        double[] normals = [.. Enumerable.Range(0, n).SelectMany(static i => new[] { (double)(i + 1), 200d - i })];
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(n, 2, [.. normals]), [.. new double[n]]),
            new AffineLayer(new DenseOperator(1, n, [.. Enumerable.Repeat(1d, n)]), [0d]),
        ]);
        EnumerationQuery query = EnumerationQuery.InBox(network, Box.Cube(2, -1, 1)) with { Threads = 2, Quantities = (CountedQuantities)63 };
        RegionList found = new();
        RegionCount streamed = RegionEnumerator.Enumerate(query, found), count = RegionEnumerator.Count(query);
        Assert.Equal(2 * n, count.Regions);
        Assert.True(count.SameAnswer(streamed));
        Assert.Equal(2 * n, found.Regions.Select(static region => region.Pattern).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 2 * n).Select(static i => (long)i), found.Regions.Select(static region => region.Index));
        Assert.Equal(4, count.Volume);
        Assert.Equal(1, count.Vertices - count.Edges + count.Regions);
    }

    [Fact]
    public void ABoxWithAllInputsFixedIsOneRegion()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("c_2_8x2_1");
        RegionList found = new();
        RegionCount count = RegionEnumerator.Enumerate(
            EnumerationQuery.InBox(network, Box.Cube(2, new Rational(1, 3), new Rational(1, 3))) with { Quantities = (CountedQuantities)63 }, found);
        Assert.Equal(1, count.Regions);
        Assert.Equal(1, count.Volume);
        Assert.Equal(1, count.Vertices);
        Assert.Equal(0, count.FacetIncidences);
        Assert.Equal(ExactEvaluator.Trace(network, [new Rational(1, 3), new Rational(1, 3)]).Pattern, found.Regions[0].Pattern);
    }

    private static string Text(EnumeratedRegion region)
        => $"{region.Index} {string.Join(' ', region.Pattern.ToLayerStrings())} {string.Join(' ', region.Interior)} {string.Join(' ', region.Facets)} {region.Crossing}";

    private sealed class Synchronous(Action<EnumerationProgress> report) : IProgress<EnumerationProgress>
    {
        public void Report(EnumerationProgress value) => report(value);
    }

    private sealed class CancellingSink(Action onHundredth) : IRegionSink
    {
        public int Accepted { get; private set; }

        public bool Accept(EnumeratedRegion region)
        {
            if (++Accepted == 100)
            {
                onHundredth();
            }

            return true;
        }
    }
}
