using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Questions about regions over a real connection.</summary>
public sealed class RegionTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    private string _trap = string.Empty;
    private string _concurrent = string.Empty;

    public async Task InitializeAsync()
    {
        _trap = await service.UploadAsync("models", "golden", "g_trap_absx.json");
        _concurrent = await service.UploadAsync("models", "golden", "g_concurrent.json");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Everything_about_one_region()
    {
        GetRegionResponse response = await service.RegionAsync(
            new GetRegionRequest { Question = Questions.InSquare(_trap, "-0.5", "1/3"), Norm = Norm.L1, Neighbors = true, Vertices = true });

        Assert.Equal(_trap, response.Answer.Sha256);
        Assert.Equal(Evidence.Certified, response.Answer.Evidence);
        Assert.Equal(["signs", "on_walls", "pattern", "map", "complete", "regions", "facets", "facet_count", "ball"], response.Answer.Certified);
        Assert.Equal(["011", "0"], response.Answer.Signs);
        Assert.True(response.Answer.Complete);
        Assert.Empty(response.Answer.OnWalls);
        Region region = Assert.Single(response.Answer.Regions);
        Assert.Equal(["011", "0"], region.Pattern);
        Assert.Equal("0 0", Assert.Single(region.Map.A).Text());
        Assert.Equal("0", region.Map.B.Text());
        Assert.Equal(["0:0 1 0 <= 0", "0:2 0 -1 <= 1/2", "x0> -1 0 <= 1 = 1:0", "x1< 0 1 <= 1"], region.Facets.Select(Text));
        Assert.Equal(4, region.FacetCount);
        Assert.Equal(["0 111 0", "1 010 0"], region.Neighbors.Select(static neighbor => $"{neighbor.Facet} {string.Join(' ', neighbor.Pattern)}"));
        Assert.Equal(["-1 -1/2", "-1 1", "0 -1/2", "0 1"], region.Vertices.Select(static vertex => vertex.Text()));
        Assert.True(region.VerticesComplete);
        Assert.Equal((Norm.L1, "1/2", "1/2"), (region.Ball.Norm, region.Ball.Lower.Text(), region.Ball.Upper.Text()));
        Assert.True(response.Certificate.IsEmpty);
    }

    [Fact]
    public async Task Every_encoding_of_a_point_and_a_box_is_the_same_question()
    {
        PointRegions expected = await AnswerAsync(Questions.InSquare(_trap, "-1/2", "1/4"));
        foreach (Vector point in new[] { Questions.Exact("-0.5", "25e-2"), Questions.Doubles(-0.5, 0.25), Questions.Float64(-0.5, 0.25), Questions.Float32(-0.5f, 0.25f) })
        {
            Assert.Equal(expected, await AnswerAsync(new RegionQuestion { Sha256 = _trap, Point = point, Box = Questions.Cube("-1", "1") }));
            Box bounds = new() { Bounds = new Bounds { Lower = Questions.Float32(-1, -1), Upper = Questions.Exact("1", "2/2") } };
            Assert.Equal(expected, await AnswerAsync(new RegionQuestion { Sha256 = _trap, Point = point, Box = bounds }));
        }
    }

    [Fact]
    public async Task Floats_are_the_dyadic_numbers_that_they_are()
    {
        // The wall is x₁ = −1/2; the next double below it is on its other side.
        Assert.Equal("01*", (await AnswerAsync(new RegionQuestion { Sha256 = _trap, Point = Questions.Doubles(-1.0 / 3, -0.5) })).Signs[0]);
        Assert.Equal("010", (await AnswerAsync(new RegionQuestion { Sha256 = _trap, Point = Questions.Float64(-1.0 / 3, Math.BitDecrement(-0.5)) })).Signs[0]);
        Assert.Equal("011", (await AnswerAsync(new RegionQuestion { Sha256 = _trap, Point = Questions.Float32(-1f / 3, MathF.BitIncrement(-0.5f)) })).Signs[0]);
    }

    [Fact]
    public async Task Every_engine_gives_the_same_answer()
    {
        foreach ((string sha256, string[] point) in new[] { (_trap, new[] { "-1/2", "1/3" }), (_concurrent, ["0", "0"]), (_concurrent, ["1/2", "1/2"]) })
        {
            PointRegions[] answers = await Task.WhenAll(new[] { LinearProgramEngine.Dense, LinearProgramEngine.Clp, LinearProgramEngine.OrTools, LinearProgramEngine.Auto }.Select(engine =>
            {
                RegionQuestion question = Questions.InSquare(sha256, point);
                question.Engine = engine;
                return AnswerAsync(question, withBall: false);
            }));
            Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        }
    }

    [Fact]
    public async Task Doubles_round_bounds_outward_and_the_rest_to_nearest()
    {
        RegionQuestion question = Questions.At(_trap, "-1/3", "-1/4");
        question.Box = Questions.Cube("-2/3", "1");
        Region exact = (await service.RegionAsync(new GetRegionRequest { Question = question, Norm = Norm.Linf, Vertices = true })).Answer.Regions[0];
        question.NumberFormat = NumberFormat.Double;
        Region rounded = (await service.RegionAsync(new GetRegionRequest { Question = question, Norm = Norm.Linf, Vertices = true })).Answer.Regions[0];

        Assert.Equal(("1/3", "1/3"), (exact.Ball.Lower.Text(), exact.Ball.Upper.Text()));
        Assert.Equal(1.0 / 3, rounded.Ball.Lower.Approximate[0]);
        Assert.Equal(Math.BitIncrement(1.0 / 3), rounded.Ball.Upper.Approximate[0]);
        Assert.Equal(2.0 / 3, rounded.Facets.Single(static facet => facet.Row.Text() == "x0>").Offset.Approximate[0]);
        Assert.Equal([-2.0 / 3, -0.5], rounded.Vertices[0].Approximate);
        Assert.Empty(rounded.Map.B.Exact);
        Assert.Empty(exact.Map.B.Approximate);
    }

    [Fact]
    public async Task A_point_on_walls_has_all_its_regions_or_says_that_it_has_not()
    {
        PointRegions all = (await service.RegionAsync(new GetRegionRequest { Question = Questions.InSquare(_concurrent, "0", "0") })).Answer;
        Assert.True(all.Complete);
        Assert.Equal(["****"], all.Signs);
        Assert.Equal([0, 1, 2, 3], all.OnWalls.Select(static wall => wall.Neuron_));
        Assert.Equal(8, all.Regions.Count);

        RegionQuestion limited = Questions.InSquare(_concurrent, "0", "0");
        limited.MaxRegions = 3;
        PointRegions some = (await service.RegionAsync(new GetRegionRequest { Question = limited })).Answer;
        Assert.False(some.Complete);
        Assert.Equal(3, some.Regions.Count);
        Assert.DoesNotContain("complete", some.Certified);
    }

    [Fact]
    public async Task An_unbounded_region_has_no_upper_radius()
    {
        Ball ball = (await service.CallAsync<GetBallRequest, GetBallResponse>(new GetBallRequest { Question = Questions.At(_concurrent, "3", "1") })).Answer.Regions[0].Ball;
        Assert.Null(ball.Upper);
        Assert.Equal(Norm.L2, ball.Norm);
    }

    [Fact]
    public async Task Polytope_ball_and_neighbors_are_parts_of_the_region()
    {
        RegionQuestion question = Questions.InSquare(_concurrent, "1/2", "1/4");
        Region whole = (await service.RegionAsync(new GetRegionRequest { Question = question, Norm = Norm.Linf, Neighbors = true, Vertices = true })).Answer.Regions[0];
        Region polytope = (await service.CallAsync<GetPolytopeRequest, GetPolytopeResponse>(new GetPolytopeRequest { Question = question, Vertices = true })).Answer.Regions[0];
        Region ball = (await service.CallAsync<GetBallRequest, GetBallResponse>(new GetBallRequest { Question = question, Norm = Norm.Linf })).Answer.Regions[0];
        Region neighbors = (await service.CallAsync<ListNeighborsRequest, ListNeighborsResponse>(new ListNeighborsRequest { Question = question })).Answer.Regions[0];

        Assert.Equal(whole.Facets, polytope.Facets);
        Assert.Equal(whole.Vertices, polytope.Vertices);
        Assert.Null(polytope.Ball);
        Assert.Equal(whole.Ball, ball.Ball);
        Assert.Equal(whole.Neighbors, neighbors.Neighbors);
        Assert.Equal(whole.Facets, neighbors.Facets);
        Assert.Equal(2, neighbors.Neighbors.Count);
    }

    [Fact]
    public async Task Both_checkers_accept_the_certificate()
    {
        GetRegionResponse response = await service.RegionAsync(new GetRegionRequest { Question = Questions.InSquare(_concurrent, "0", "0"), Certificate = true });
        CheckResponse verdict = await service.CallAsync<CheckRequest, CheckResponse>(new CheckRequest { Sha256 = _concurrent, Certificate = response.Certificate });

        Assert.True(verdict.Valid, verdict.Reason);
        Assert.StartsWith("the point (0, 0) lies in the closure of exactly 8 linear regions", verdict.Claim, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.File("c"), response.Certificate.ToByteArray());
        ProgramResult python = await ExternalProgram.RunAsync(
            "/usr/bin/python3",
            ["-m", "piecewiselinear_check", RepositoryRoot.Combine("models", "golden", "g_concurrent.json"), folder.File("c")],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });
        Assert.True(python.Status == 0, python.ToString());
    }

    [Fact]
    public async Task A_damaged_certificate_is_invalid_with_its_reason()
    {
        GetRegionResponse response = await service.RegionAsync(new GetRegionRequest { Question = Questions.InSquare(_trap, "-1/2", "1/3"), Certificate = true });
        string damaged = response.Certificate.ToStringUtf8().Replace("\"signs\":[\"011\"", "\"signs\":[\"111\"", StringComparison.Ordinal);
        CheckResponse verdict = await service.CallAsync<CheckRequest, CheckResponse>(
            new CheckRequest { Sha256 = _trap, Certificate = Google.Protobuf.ByteString.CopyFromUtf8(damaged) });

        Assert.False(verdict.Valid);
        Assert.NotEmpty(verdict.Reason);
        Assert.Empty(verdict.Claim);
    }

    private static string Text(Facet facet)
        => $"{facet.Row.Text()} {facet.Normal.Text()} <= {facet.Offset.Text()}{string.Concat(facet.Also.Select(static row => " = " + row.Text()))}";

    /// <summary>The answer without its time, and on demand without the ball (its bounds may differ between engines).</summary>
    private async Task<PointRegions> AnswerAsync(RegionQuestion question, bool withBall = true)
    {
        PointRegions answer = (await service.RegionAsync(new GetRegionRequest { Question = question, Neighbors = true })).Answer;
        answer.ElapsedMs = 0;
        foreach (Region region in answer.Regions)
        {
            Assert.NotNull(region.Ball);
            region.Ball = withBall ? region.Ball : null;
        }

        if (!withBall)
        {
            answer.Evidence = Evidence.Unspecified;
        }

        return answer;
    }
}
