using Google.Protobuf;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Statistics, nearby regions and packed patterns over a real socket.</summary>
public sealed class StatisticsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task All_regions_of_a_box_are_measured_and_summed_up()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        List<GetStatisticsResponse> events = await AllAsync<GetStatisticsRequest, GetStatisticsResponse>(new GetStatisticsRequest
        {
            Sha256 = sha256,
            Box = Questions.Cube("-1", "1"),
            Volumes = true,
            Records = true,
            Walks = new RegionWalkQuestion { Directions = 1, Hops = 2, Seed = 1 },
        });
        RegionMeasurement[] records = [.. events.Where(static e => e.Record is not null).Select(static e => e.Record)];
        StatisticsSummary summary = events[^1].Summary;
        Assert.Equal(65, records.Length);
        Assert.Equal(65, summary.Regions);
        Assert.True(summary.Complete);
        Assert.Equal("4", summary.Volume.Value);
        Assert.Equal(260, records.Sum(static record => record.WallFacets + record.BoxFacets));
        Assert.Equal(65, summary.FacetHistogram.Sum(static bar => bar.Regions));
        Assert.Equal(0, summary.CrossedByBoundary);
        Assert.All(records, static record => Assert.True(Exact.Rational.Parse(record.RadiusLower.Exact[0].Value) <= Exact.Rational.Parse(record.RadiusUpper.Exact[0].Value)));
        Assert.Equal(Evidence.Enclosed, summary.Evidence);
    }

    [Fact]
    public async Task Points_are_grouped_by_their_region()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        List<GetStatisticsResponse> events = await AllAsync<GetStatisticsRequest, GetStatisticsResponse>(new GetStatisticsRequest
        {
            Sha256 = sha256,
            Points = Questions.Doubles(0.5, 0.25, 0.5, 0.2500001, -0.5, -0.75),
            Norm = Norm.Linf,
            Records = true,
        });
        RegionMeasurement[] records = [.. events.Where(static e => e.Record is not null).Select(static e => e.Record)];
        Assert.Equal([[0, 1], [2]], records.Select(static record => record.Points.ToArray()));
        Assert.Equal(2, events[^1].Summary.Regions);
    }

    [Fact]
    public async Task The_nearest_regions_come_in_order_with_exact_distances()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        List<FindNearbyRegionsResponse> events = await AllAsync<FindNearbyRegionsRequest, FindNearbyRegionsResponse>(new FindNearbyRegionsRequest
        {
            Sha256 = sha256,
            Point = Questions.Exact("1/2", "1/4"),
            Nearest = 65,
            Box = Questions.Cube("-1", "1"),
        });
        NearbyRegion[] regions = [.. events.Where(static e => e.Region is not null).Select(static e => e.Region)];
        Assert.Equal(65, regions.Length);
        Exact.Rational[] squares = [.. regions.Select(static region => Exact.Rational.Parse(region.SquaredDistance.Value))];
        Assert.Equal(Exact.Rational.Zero, squares[0]);
        Assert.Equal(squares.Order(), squares);
        NearbySummary summary = events[^1].Summary;
        Assert.True(summary.Complete);
        Assert.Equal(109, summary.NeighborPairs);
    }

    [Fact]
    public async Task Patterns_of_many_points_are_raw_bytes()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        PackPatternsResponse packed = await service.CallAsync<PackPatternsRequest, PackPatternsResponse>(
            new PackPatternsRequest { Sha256 = sha256, Points = Questions.Doubles(0.5, 0.25, -0.5, -0.75) });
        Assert.Equal(2, packed.BytesPerPoint);
        Assert.Equal([8, 8], packed.LayerWidths);
        Assert.Empty(packed.PointsWithZero);
        List<LocatePointsResponse> located = await service.LocateAsync(new LocatePointsRequest { Sha256 = sha256, Points = Questions.Doubles(0.5, 0.25, -0.5, -0.75) });
        Assert.Equal(ByteString.CopyFrom([.. located.SelectMany(static point => point.Regions[0].Packed)]), packed.Patterns);
    }

    [Fact]
    public async Task Impossible_questions_name_their_field()
    {
        string sha256 = await service.UploadAsync("models", "golden", "c_2_8x2_1.json");
        Assert.Equal("box", await FieldAsync<GetStatisticsRequest, GetStatisticsResponse>(new GetStatisticsRequest { Sha256 = sha256 }));
        Assert.Equal("points", await FieldAsync<GetStatisticsRequest, GetStatisticsResponse>(new GetStatisticsRequest { Sha256 = sha256, Points = Questions.Doubles(1) }));
        Assert.Equal("nearest", await FieldAsync<FindNearbyRegionsRequest, FindNearbyRegionsResponse>(
            new FindNearbyRegionsRequest { Sha256 = sha256, Point = Questions.Doubles(0, 0) }));
        Assert.Equal("radius", await FieldAsync<FindNearbyRegionsRequest, FindNearbyRegionsResponse>(
            new FindNearbyRegionsRequest { Sha256 = sha256, Point = Questions.Doubles(0, 0), Radius = new Rational { Value = "-1" } }));
        (StatusCode code, _, string? field) = await RunningService.RefusalAsync(service.CallAsync<PackPatternsRequest, PackPatternsResponse>(
            new PackPatternsRequest { Sha256 = sha256, Points = Questions.Doubles(1, 2), Threads = -1 }));
        Assert.Equal((StatusCode.InvalidArgument, "threads"), (code, field));
    }

    private async Task<string?> FieldAsync<TRequest, TResponse>(TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        (StatusCode code, _, string? field) = await RunningService.RefusalAsync(AllAsync<TRequest, TResponse>(request));
        Assert.Equal(StatusCode.InvalidArgument, code);
        return field;
    }

    private async Task<List<TResponse>> AllAsync<TRequest, TResponse>(TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        List<TResponse> events = [];
        await foreach (TResponse message in service.Client.ServerStreamingAsync<TRequest, TResponse>(RunningService.MethodOf(request.Descriptor), request))
        {
            events.Add(message);
        }

        return events;
    }
}
