using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Boundary questions over a real socket.</summary>
public sealed class BoundaryTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Better_points_come_before_the_nearest()
    {
        // Few neurons: however slow the machine is, no question of the bisection comes near its share of the time.
        FindRequest request = new() { Question = await QuestionAsync(), Minimize = BoundaryObjective.Linf };
        request.Question.Sha256 = await service.UploadAsync("models", "annulus", "annulus.onnx");
        request.Question.Point = new Vector { Doubles = new DoubleVector { Values = { -0.158203125, 1.4814453125 } } };
        request.Question.Box.EveryInput = new Interval { Lower = new Rational { Value = "-2" }, Upper = new Rational { Value = "2" } };
        request.Question.MaxSeconds = 0;
        request.Question.Constraints = "(assert (or (<= X_0 (- 0.25)) (>= X_0 0.75)))";
        (List<BoundaryPoint> improved, BoundaryResult result) = await FindAsync(request);
        Assert.Equal((BoundaryStatus.Found, Evidence.Certified), (result.Status, result.Evidence));
        Assert.NotEmpty(improved);
        Exact.Rational[] distances = [.. improved.Append(result.Point).Select(static point => Exact.Rational.Parse(point.Linf.Value))];
        Assert.Equal(distances.OrderDescending(), distances);
        Assert.True(result.Minimum.Exact);
        Assert.Equal(result.Point.Linf.Value, result.Minimum.Upper.Exact[0].Value);
        Assert.Single(result.Point.Outputs.Exact.Select(static output => output.Value).Distinct());
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
        AssertAccepted(text);
    }

    [Fact]
    public async Task Why_not_names_inequalities()
    {
        WhyNotRequest request = new() { Question = await QuestionAsync(), Wanted = 0, Certificate = true };
        using MemoryStream text = new();
        WhyNotResult? answer = null;
        await foreach (WhyNotResponse message in service.Client.ServerStreamingAsync<WhyNotRequest, WhyNotResponse>(RunningService.MethodOf(WhyNotRequest.Descriptor), request))
        {
            Assert.True(answer is null || message.Improved is null);
            answer = message.Result ?? answer;
            message.CertificateChunk?.Data.WriteTo(text);
        }

        Assert.True(answer!.HasRegionKeepsIt);
        Assert.NotEmpty(answer.Inequalities);
        Assert.All(answer.Inequalities, static inequality => Assert.True(Exact.Rational.Parse(inequality.Weight.Value).Sign > 0));
        Assert.Equal((BoundaryStatus.Found, true), (answer.Change.Status, answer.Change.ProvedWhole));
        AssertAccepted(text);
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

    private static void AssertAccepted(MemoryStream certificate)
    {
        certificate.Position = 0;
        Networks.LoadedNetwork model = Networks.NetworkFile.Load(TestKit.RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.json"));
        Assert.IsType<Certificates.CheckResult.Valid>(Certificates.CertificateChecker.Check(model.Network, model.Sha256, certificate));
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
