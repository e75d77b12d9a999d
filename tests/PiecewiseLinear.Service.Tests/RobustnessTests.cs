using System.Text.Json;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Distances to the decision boundary over a real socket.</summary>
public sealed class RobustnessTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Golden = "a_2_32x3_1.json";

    [Fact]
    public async Task Several_points_come_with_golden_fractions_and_certificates()
    {
        JsonElement[] facts = [.. GoldenNetworks.Facts("a_2_32x3_1").GetProperty("radius").EnumerateArray()];
        CertifyRequest request = await RequestAsync([.. facts.SelectMany(static fact => fact.GetProperty("x0").EnumerateArray().Select(static x => x.GetRawText()))]);
        request.Norm = Norm.Linf;
        request.Certificate = true;
        List<RadiusResult> results = [];
        List<MemoryStream> certificates = [];
        bool over = true;
        await foreach (CertifyResponse message in AskAsync(request))
        {
            switch (message.EventCase)
            {
                case CertifyResponse.EventOneofCase.Result:
                    Assert.True(over);
                    over = false;
                    results.Add(message.Result);
                    certificates.Add(new MemoryStream());
                    break;
                case CertifyResponse.EventOneofCase.CertificateChunk:
                    Assert.Equal(results.Count - 1, message.CertificateChunk.Index);
                    certificates[^1].Write(message.CertificateChunk.Data.Span);
                    over = message.CertificateChunk.Last;
                    break;
                default:
                    Assert.Equal(results.Count, message.Bounds.Index);
                    break;
            }
        }

        Assert.True(over);
        Assert.Equal(facts.Select(static fact => fact.GetProperty("Linf").GetString()), results.Select(static result => result.Exact.Value));
        byte[] network = File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", Golden));
        for (int k = 0; k < results.Count; k++)
        {
            Assert.Equal((k, Evidence.Certified, ""), (results[k].Index, results[k].Evidence, results[k].Incomplete));
            Assert.Contains("exact", results[k].Certified);
            certificates[k].Position = 0;
            Assert.IsType<CheckResult.Valid>(CertificateChecker.Check(network, Golden, certificates[k]));
        }
    }

    [Fact]
    public async Task A_point_of_another_class_than_its_label_has_distance_zero()
    {
        CertifyRequest request = await RequestAsync(["0", "0"]);
        request.Labels.Add(1);
        RadiusResult one = await SingleAsync(request);
        request.Labels[0] = 0;
        RadiusResult zero = await SingleAsync(request);
        Assert.Equal(["0"], new[] { one, zero }.Where(static result => result.Squared.Value == "0").Select(static result => result.Squared.Value));
        Assert.All([one, zero], static result => Assert.Equal(2, result.Point.Values.Count));
    }

    [Fact]
    public async Task Bad_questions_name_the_field()
    {
        CertifyRequest request = await RequestAsync(["0", "0", "7", "0"]);
        (StatusCode code, string message, string? field) = await RunningService.RefusalAsync(SingleAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, "points[1]"), (code, field));
        Assert.Contains("point 1: input 0 of the point is 7, outside the box", message, StringComparison.Ordinal);
        request.Labels.Add(0);
        (_, message, field) = await RunningService.RefusalAsync(SingleAsync(request));
        Assert.Equal("labels", field);
        Assert.Contains("1 labels are given, expected 2", message, StringComparison.Ordinal);
        request.Labels.Add(2);
        (_, message, field) = await RunningService.RefusalAsync(SingleAsync(request));
        Assert.Equal("points[1]", field);
        request = await RequestAsync(["0", "0"]);
        request.Target = 5;
        (_, message, field) = await RunningService.RefusalAsync(SingleAsync(request));
        Assert.Equal("target", field);
        Assert.Contains("the target is 5, expected 0 to 1", message, StringComparison.Ordinal);
    }

    private async Task<CertifyRequest> RequestAsync(IEnumerable<string> coordinates)
    {
        Vector points = new() { Rationals = new RationalVector() };
        points.Rationals.Values.AddRange(coordinates.Select(static x => new Rational { Value = x }));
        return new CertifyRequest
        {
            Sha256 = await service.UploadAsync("models", "golden", Golden),
            Points = points,
            Box = new Box { EveryInput = new Interval { Lower = new Rational { Value = "-1" }, Upper = new Rational { Value = "1" } } },
        };
    }

    private IAsyncEnumerable<CertifyResponse> AskAsync(CertifyRequest request)
        => service.Client.ServerStreamingAsync<CertifyRequest, CertifyResponse>(RunningService.MethodOf(CertifyRequest.Descriptor), request);

    private async Task<RadiusResult> SingleAsync(CertifyRequest request)
    {
        RadiusResult? result = null;
        await foreach (CertifyResponse message in AskAsync(request))
        {
            result = message.Result ?? result;
        }

        return result ?? throw new InvalidOperationException("the stream ended without a result");
    }
}
