using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Boundary questions over a real socket.</summary>
public sealed class BoundaryTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Better_points_come_before_the_nearest()
    {
        FindRequest request = new() { Question = await QuestionAsync(), Minimize = BoundaryObjective.Linf };
        request.Question.Constraints = "(assert (or (<= X_0 (- 0.25)) (>= X_0 0.75)))";
        (List<BoundaryPoint> improved, BoundaryResult result) = await FindAsync(request);
        Assert.Equal((BoundaryStatus.Found, Evidence.Certified), (result.Status, result.Evidence));
        Assert.NotEmpty(improved);
        Exact.Rational[] distances = [.. improved.Append(result.Point).Select(static point => Exact.Rational.Parse(point.Linf.Value))];
        Assert.Equal(distances.OrderDescending(), distances);
        Assert.True(result.Minimum.Exact);
        Assert.Equal(result.Point.Linf.Value, result.Minimum.Upper.Exact[0].Value);
        Assert.True(Exact.Rational.Parse(result.Point.Outputs.Exact[0].Value).IsZero);
    }

    [Fact]
    public async Task The_certificate_comes_after_the_answer_and_is_accepted()
    {
        FindRequest request = new() { Question = await QuestionAsync(), Minimize = BoundaryObjective.L1, Certificate = true };
        using MemoryStream text = new();
        BoundaryResult? result = null;
        bool ended = false;
        await foreach (FindResponse message in service.Client.ServerStreamingAsync<FindRequest, FindResponse>(RunningService.MethodOf(FindRequest.Descriptor), request))
        {
            Assert.True(result is not null || message.CertificateChunk is null);
            result = message.Result ?? result;
            message.CertificateChunk?.Data.WriteTo(text);
            ended |= message.CertificateChunk is { Last: true };
        }

        Assert.True(ended && result!.ProvedWhole);
        Assert.Contains("none of the domain is nearer in l1", result!.Proved, StringComparison.Ordinal);
        text.Position = 0;
        Networks.LoadedNetwork model = Networks.NetworkFile.Load(TestKit.RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.json"));
        Assert.IsType<Certificates.CheckResult.Valid>(Certificates.CertificateChecker.Check(model.Network, model.Sha256, text));
    }

    [Fact]
    public async Task Why_not_names_inequalities()
    {
        WhyNotResponse answer = await service.Client.UnaryAsync<WhyNotRequest, WhyNotResponse>(
            RunningService.MethodOf(WhyNotRequest.Descriptor), new WhyNotRequest { Question = await QuestionAsync(), Wanted = 0 });
        Assert.True(answer.HasRegionKeepsIt);
        Assert.NotEmpty(answer.Inequalities);
        Assert.All(answer.Inequalities, static inequality => Assert.True(Exact.Rational.Parse(inequality.Weight.Value).Sign > 0));
        Assert.Equal(BoundaryStatus.Found, answer.Change.Status);
    }

    [Theory]
    [InlineData("question.constraints", "line 1, column 15")]
    [InlineData("question.integers", "there is no input 5")]
    [InlineData("question.target", "there is no label 2")]
    [InlineData("question.ball.radius", "the radius is missing")]
    public async Task Bad_questions_name_the_field(string field, string message)
    {
        FindRequest request = new() { Question = await QuestionAsync() };
        switch (field)
        {
            case "question.constraints":
                request.Question.Constraints = "(assert (<= 0 zebra))";
                break;
            case "question.integers":
                request.Question.Integers.Add(5);
                break;
            case "question.target":
                request.Target = 2;
                break;
            default:
                request.Question.Ball = new NormBall { Norm = Norm.L1 };
                break;
        }

        (StatusCode code, string told, string? path) = await RunningService.RefusalAsync(FindAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, field), (code, path));
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    private async Task<BoundaryQuestion> QuestionAsync()
        => new()
        {
            Sha256 = await service.UploadAsync("models", "golden", "a_2_32x3_1.json"),
            Point = new Vector { Doubles = new DoubleVector { Values = { 0.5, 0.25 } } },
            Box = new Box { EveryInput = new Interval { Lower = new Rational { Value = "-1" }, Upper = new Rational { Value = "1" } } },
            MaxSeconds = 120,
        };

    private async Task<(List<BoundaryPoint> Improved, BoundaryResult Result)> FindAsync(FindRequest request)
    {
        List<BoundaryPoint> improved = [];
        BoundaryResult? result = null;
        await foreach (FindResponse message in service.Client.ServerStreamingAsync<FindRequest, FindResponse>(RunningService.MethodOf(FindRequest.Descriptor), request))
        {
            if (message.Improved is { } point)
            {
                improved.Add(point);
            }

            result = message.Result ?? result;
        }

        return (improved, result ?? throw new InvalidOperationException("the stream ended without an answer"));
    }
}
