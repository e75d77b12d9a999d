using Google.Protobuf;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Every wrong field is INVALID_ARGUMENT with its path and a sentence that names value and expectation.</summary>
public sealed class BadQuestionTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    private string _trap = string.Empty;

    public async Task InitializeAsync() => _trap = await service.UploadAsync("models", "golden", "g_trap_absx.json");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public Task No_question() => RefusedAsync("question", "question is missing", new GetRegionRequest());

    [Fact]
    public async Task Points()
    {
        await PointAsync("point", "the point has 1 numbers, expected 2, one for each input of the network", Questions.Exact("1"));
        await PointAsync("point", "the point has 3 numbers, expected 2, one for each input of the network", Questions.Float64(1, 2, 3));
        await PointAsync("point", "the point is missing; set rationals, doubles, float64_little_endian or float32_little_endian", null);
        await PointAsync("point", "the point is missing; set rationals, doubles, float64_little_endian or float32_little_endian", new Vector());
        await PointAsync("point.rationals.values[1].value", "number 1 of the point: '1/0' is not a number: the denominator of a fraction must not be 0", Questions.Exact("0", "1/0"));
        await PointAsync("point.rationals.values[0].value", "number 0 of the point: 'NaN' is not a number: expected a decimal such as -0.5 or 1e-3, or a fraction such as 1/3", Questions.Exact("NaN", "0"));
        await PointAsync("point.doubles.values[1]", "number 1 of the point: 'NaN' is not a number: expected a finite one", Questions.Doubles(0, double.NaN));
        await PointAsync("point.float64_little_endian[0]", "number 0 of the point: '-Infinity' is not a number: expected a finite one", Questions.Float64(double.NegativeInfinity, 0));
        await PointAsync("point.float32_little_endian[1]", "number 1 of the point: 'NaN' is not a number: expected a finite one", Questions.Float32(0, float.NaN));
        await PointAsync("point.float32_little_endian", "the 7 bytes of the point are no whole number of 4-byte values", new Vector { Float32LittleEndian = ByteString.CopyFrom(new byte[7]) });
        await PointAsync("point.float64_little_endian", "the 12 bytes of the point are no whole number of 8-byte values", new Vector { Float64LittleEndian = ByteString.CopyFrom(new byte[12]) });
    }

    [Fact]
    public async Task Boxes()
    {
        await BoxAsync("box", "input 0: the lower end 1 of the box is above the upper end -1", Questions.Cube("1", "-1"));
        await BoxAsync("box", "the box has no ends; set every_input or bounds", new Box());
        await BoxAsync("box.every_input.upper.value", "the upper end of the box: '1/0' is not a number: the denominator of a fraction must not be 0", Questions.Cube("0", "1/0"));
        await BoxAsync("box.every_input.upper", "the upper end of the box is missing", new Box { EveryInput = new Interval { Lower = new Rational { Value = "0" } } });
        await BoxAsync("box", "a box needs as many lower ends as upper ends, found 2 and 1", Bounds(Questions.Doubles(0, 0), Questions.Doubles(1)));
        await BoxAsync("box", "the box has 3 inputs, expected 2, one for each input of the network", Bounds(Questions.Doubles(0, 0, 0), Questions.Doubles(1, 1, 1)));
        await BoxAsync("box.bounds.upper.doubles.values[1]", "number 1 of the upper ends of the box: 'Infinity' is not a number: expected a finite one", Bounds(Questions.Doubles(0, 0), Questions.Doubles(1, double.PositiveInfinity)));
        await BoxAsync("point", "input 0 of the point is 0, outside the box, which allows 1 to 2", Questions.Cube("1", "2"));
    }

    [Fact]
    public async Task Choices()
    {
        RegionQuestion Question() => Questions.At(_trap, "0", "0");
        await RefusedAsync("norm", "'9' is no norm; expected l1, l2 or linf", new GetRegionRequest { Question = Question(), Norm = (Norm)9 });
        RegionQuestion engine = Question(), format = Question(), many = Question();
        engine.Engine = (LinearProgramEngine)9;
        format.NumberFormat = (NumberFormat)9;
        many.MaxRegions = 1_000_000_000;
        await RefusedAsync("question.engine", "'9' is no engine; expected auto, dense, clp or or-tools", new GetRegionRequest { Question = engine });
        await RefusedAsync("question.number_format", "'9' is no number format; expected EXACT or DOUBLE", new GetRegionRequest { Question = format });
        await RefusedAsync("question.max_regions", "max_regions is 1000000000, expected 1 to 100000, or 0 for 1000", new GetRegionRequest { Question = many });
        many.MaxRegions = -1;
        await RefusedAsync("question.max_regions", "max_regions is -1, expected 1 to 100000, or 0 for 1000", new GetRegionRequest { Question = many });
    }

    [Fact]
    public async Task Inequalities()
    {
        await RefusedAsync<GetInequalitiesRequest, GetInequalitiesResponse>(
            "format", "'9' is no format; expected lp, mps or smt2", new GetInequalitiesRequest { Question = Questions.At(_trap, "-1/2", "1/3"), Format = (InequalityFormat)9 });
        await RefusedAsync<GetInequalitiesRequest, GetInequalitiesResponse>(
            "irredundant",
            "redundancy is removed in the composed form only; leave layered or irredundant out",
            new GetInequalitiesRequest { Question = Questions.At(_trap, "-1/2", "1/3"), Layered = true, Irredundant = true });
        await RefusedAsync<GetInequalitiesRequest, GetInequalitiesResponse>(
            "question.point", "the point lies on a wall and belongs to several regions; expected a point inside one region", new GetInequalitiesRequest { Question = Questions.At(_trap, "0", "1/3") });
    }

    [Fact]
    public async Task Streams_of_points()
    {
        await LocateAsync("points", "the 3 numbers are no whole number of points with 2 inputs each", new LocatePointsRequest { Sha256 = _trap, Points = Questions.Doubles(1, 2, 3) });
        await LocateAsync("points.doubles.values[1]", "number 1 of the points: 'NaN' is not a number: expected a finite one", new LocatePointsRequest { Sha256 = _trap, Points = Questions.Doubles(1, double.NaN) });
        await LocateAsync("points[1]", "input 1 of the point is 5, outside the box, which allows -1 to 1", new LocatePointsRequest { Sha256 = _trap, Points = Questions.Doubles(0, 0, 0, 5), Box = Questions.Cube("-1", "1") });
        await LocateAsync("box", "the box has 1 inputs, expected 2, one for each input of the network", new LocatePointsRequest { Sha256 = _trap, Points = Questions.Doubles(0, 0), Box = Bounds(Questions.Doubles(0), Questions.Doubles(1)) });
    }

    [Fact]
    public async Task Certificates()
    {
        string other = await service.UploadAsync("models", "golden", "g_dup.json");
        ByteString certificate = (await service.RegionAsync(new GetRegionRequest { Question = Questions.InSquare(_trap, "0", "0"), Certificate = true })).Certificate;
        await CheckAsync($"line 1, field network: this certificate is about the network {_trap}, not about {other}", other, certificate);
        string newer = certificate.ToStringUtf8().Replace("\"version\":\"2\"", "\"version\":\"3\"", StringComparison.Ordinal);
        await CheckAsync("line 1, field version: format version 3 is newer than this checker (2)", _trap, ByteString.CopyFromUtf8(newer));
        (StatusCode code, string message, string? field) = await RunningService.RefusalAsync(
            service.CallAsync<CheckRequest, CheckResponse>(new CheckRequest { Sha256 = _trap, Certificate = ByteString.CopyFromUtf8("hello\n") }));
        Assert.Equal((StatusCode.InvalidArgument, "certificate"), (code, field));
        Assert.StartsWith("line 1: this is no certificate", message, StringComparison.Ordinal);
    }

    private static Box Bounds(Vector lower, Vector upper) => new() { Bounds = new Bounds { Lower = lower, Upper = upper } };

    private Task PointAsync(string field, string message, Vector? point)
        => RefusedAsync("question." + field, message, new GetRegionRequest { Question = new RegionQuestion { Sha256 = _trap, Point = point } });

    private Task BoxAsync(string field, string message, Box box)
        => RefusedAsync("question." + field, message, new GetRegionRequest { Question = new RegionQuestion { Sha256 = _trap, Point = Questions.Exact("0", "0"), Box = box } });

    private Task RefusedAsync(string field, string message, GetRegionRequest request) => RefusedAsync<GetRegionRequest, GetRegionResponse>(field, message, request);

    private async Task RefusedAsync<TRequest, TResponse>(string field, string message, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
        => Assert.Equal((StatusCode.InvalidArgument, message, field), await RunningService.RefusalAsync(service.CallAsync<TRequest, TResponse>(request)));

    private async Task LocateAsync(string field, string message, LocatePointsRequest request)
        => Assert.Equal((StatusCode.InvalidArgument, message, field), await RunningService.RefusalAsync(service.LocateAsync(request)));

    private Task CheckAsync(string message, string sha256, ByteString certificate)
        => RefusedAsync<CheckRequest, CheckResponse>("certificate", message, new CheckRequest { Sha256 = sha256, Certificate = certificate });
}
