using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>All regions of a box over a real socket: the stream, its counts, its end.</summary>
public sealed class EnumerationTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_stream_brings_every_region_in_order_and_then_the_counts()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        EnumerateRegionsRequest request = new()
        {
            Question = Question(sha256, new RegionQuantities { Facets = true, Boundary = true }),
            Details = new RegionDetails { Facets = true, Map = true, Vertices = true, Volume = true },
        };
        List<EnumerateRegionsResponse> events = await EventsAsync(request);
        List<EnumeratedRegion> regions = [.. events.Where(static e => e.Region is not null).Select(static e => e.Region)];
        RegionCount summary = events[^1].Summary;
        Assert.Equal(65, summary.Regions);
        Assert.Equal([15L, 65L], summary.PerLayer);
        Assert.Equal(260, summary.FacetIncidences);
        Assert.Equal(109, summary.NeighborPairs);
        Assert.True(summary.Complete);
        Assert.Equal(Evidence.Certified, summary.Evidence);
        Assert.Equal(Enumerable.Range(0, 65).Select(static i => (long)i), regions.Select(static region => region.Index));
        Assert.Equal(65, regions.Select(static region => string.Join(' ', region.Pattern.Layers)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(260, regions.Sum(static region => region.Facets.Count));
        Assert.All(regions, static region => Assert.Equal(region.Facets.Count, region.Vertices.Count));
        Exact.Rational area = regions.Aggregate(Exact.Rational.Zero, static (sum, region) => sum + Exact.Rational.Parse(region.Volume.Value));
        Assert.Equal(Exact.Rational.Parse("4"), area);

        // Each region is the one that GetRegion finds at its interior point, with the same facets and map.
        foreach (EnumeratedRegion region in regions.Where((_, i) => i % 13 == 0))
        {
            RegionQuestion question = new() { Sha256 = sha256, Box = request.Question.Box, Point = Questions.Exact([.. region.Interior.Exact.Select(static x => x.Value)]) };
            Region located = Assert.Single((await service.RegionAsync(new GetRegionRequest { Question = question })).Answer.Regions);
            Assert.Equal(located.Pattern, region.Pattern.Layers);
            Assert.Equal(located.Map, region.Map);
            Assert.Equal(
                located.Facets.Select(static facet => facet.ToString()).Order(StringComparer.Ordinal),
                region.Facets.Select(static facet => facet.ToString()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_stopped_count_goes_on_exactly_where_it_stopped()
    {
        string sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json");
        EnumerationQuestion question = Question(sha256, new RegionQuantities { Facets = true, Vertices = true, Volumes = true });
        RegionCount whole = await CountAsync(question);
        Assert.Equal(2788, whole.Regions);
        question.MaxRegions = 1000;
        RegionCount part = await CountAsync(question);
        Assert.Equal(1000, part.Regions);
        Assert.False(part.Complete);
        Assert.Equal(Evidence.Enclosed, part.Evidence);
        Assert.Equal(["regions", "facet_incidences"], part.Certified);
        question.MaxRegions = 0;
        question.ResumeToken = part.ResumeToken;
        RegionCount rest = await CountAsync(question);
        rest.ElapsedMs = whole.ElapsedMs;
        Assert.Equal(whole, rest);
    }

    [Fact]
    public async Task The_certificate_of_a_count_comes_in_chunks_before_the_counts()
    {
        string sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json");
        CountRegionsRequest request = new() { Question = Question(sha256, new RegionQuantities { Facets = true, Boundary = true }), Certificate = true };
        List<CountRegionsResponse> events = await CountEventsAsync(request);
        RegionCount summary = events[^1].Summary;
        List<byte[]> chunks = [.. events.Where(static e => e.EventCase == CountRegionsResponse.EventOneofCase.CertificateChunk).Select(static e => e.CertificateChunk.ToByteArray())];
        Assert.True(chunks.Count > 2, $"{chunks.Count} chunks");
        Assert.All(chunks, static chunk => Assert.InRange(chunk.Length, 1, 64 << 10));
        Assert.Equal(Evidence.Certified, summary.Evidence);
        Assert.Equal(["regions", "per_layer", "complete", "facet_incidences", "neighbor_pairs", "crossed_by_boundary", "tied_regions"], summary.Certified);
        CheckResponse check = await service.CheckAsync(sha256, [.. chunks.SelectMany(static chunk => chunk)]);
        Assert.True(check.Valid, check.Reason);
        Assert.Contains("2788", check.Claim, StringComparison.Ordinal);

        request.Certificate = false;
        Assert.DoesNotContain(await CountEventsAsync(request), static e => e.EventCase == CountRegionsResponse.EventOneofCase.CertificateChunk);
    }

    [Fact]
    public async Task A_stopped_count_has_a_certificate_but_a_resumed_one_has_none()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        CountRegionsRequest request = new() { Question = Question(sha256, new RegionQuantities()), Certificate = true };
        request.Question.MaxRegions = 10;
        List<CountRegionsResponse> events = await CountEventsAsync(request);
        CheckResponse check = await service.CheckAsync(sha256, [.. events.SelectMany(static e => e.CertificateChunk.ToByteArray())]);
        Assert.True(check.Valid, check.Reason);
        Assert.Contains("at least 10", check.Claim, StringComparison.Ordinal);
        request.Question.ResumeToken = events[^1].Summary.ResumeToken;
        (StatusCode code, _, string? field) = await RunningService.RefusalAsync(CountEventsAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, "question.resume_token"), (code, field));
    }

    [Fact]
    public async Task Impossible_questions_name_their_field()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        EnumerationQuestion question = new() { Sha256 = sha256 };
        Assert.Equal((StatusCode.InvalidArgument, "question.box"), await RefusedAsync(question));
        question.Box = Questions.Cube("-1", "1");
        question.MaxRegions = -1;
        Assert.Equal((StatusCode.InvalidArgument, "question.max_regions"), await RefusedAsync(question));
        question.MaxRegions = 0;
        question.ResumeToken = "e1.nonsense";
        Assert.Equal((StatusCode.InvalidArgument, "question.resume_token"), await RefusedAsync(question));
        question.ResumeToken = string.Empty;
        question.MaxSeconds = double.NaN;
        Assert.Equal((StatusCode.InvalidArgument, "question.max_seconds"), await RefusedAsync(question));
        question.MaxSeconds = 0;
        question.Sha256 = new string('0', 64);
        Assert.Equal((StatusCode.NotFound, "question.sha256"), await RefusedAsync(question));
    }

    private static EnumerationQuestion Question(string sha256, RegionQuantities quantities)
        => new() { Sha256 = sha256, Box = Questions.Cube("-1", "1"), Quantities = quantities };

    private async Task<(StatusCode Code, string? Field)> RefusedAsync(EnumerationQuestion question)
    {
        (StatusCode code, _, string? field) = await RunningService.RefusalAsync(EventsAsync(new EnumerateRegionsRequest { Question = question }));
        return (code, field);
    }

    private async Task<RegionCount> CountAsync(EnumerationQuestion question)
        => (await CountEventsAsync(new CountRegionsRequest { Question = question }))[^1].Summary;

    private async Task<List<CountRegionsResponse>> CountEventsAsync(CountRegionsRequest request)
    {
        List<CountRegionsResponse> events = [];
        await foreach (CountRegionsResponse message in service.Client.ServerStreamingAsync<CountRegionsRequest, CountRegionsResponse>(
            RunningService.MethodOf(CountRegionsRequest.Descriptor), request))
        {
            events.Add(message);
        }

        return events;
    }

    private async Task<List<EnumerateRegionsResponse>> EventsAsync(EnumerateRegionsRequest request)
    {
        List<EnumerateRegionsResponse> events = [];
        await foreach (EnumerateRegionsResponse message in service.Client.ServerStreamingAsync<EnumerateRegionsRequest, EnumerateRegionsResponse>(
            RunningService.MethodOf(EnumerateRegionsRequest.Descriptor), request))
        {
            events.Add(message);
        }

        return events;
    }
}
