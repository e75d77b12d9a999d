using System.Globalization;
using System.Text;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>A question whose answer takes minutes (thousands of regions in ten dimensions meet at the origin) ends when nobody waits for it.</summary>
[Collection(nameof(Alone))]
public sealed class LongQuestionTests : IAsyncLifetime
{
    private const int Inputs = 10;
    private const int Neurons = 40;

    private readonly RunningService _service = new();
    private RegionQuestion _question = new();

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        UploadModelResponse model = await _service.UploadAsync(Uploads.Header("star.json"), Uploads.Chunk(Encoding.UTF8.GetBytes(Star())));
        _question = Questions.InSquare(model.Model.Sha256, [.. Enumerable.Repeat("0", Inputs)]);
        _question.MaxRegions = 100_000;
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_deadline_ends_it()
    {
        using CallsUnderWay calls = new();
        RpcException end = await Assert.ThrowsAsync<RpcException>(() => _service.CallAsync<GetRegionRequest, GetRegionResponse>(
            new GetRegionRequest { Question = _question, Neighbors = true }, new RpcCallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(StatusCode.DeadlineExceeded, end.Status.Code);
        await calls.EndAsync();
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using CallsUnderWay calls = new();
        using CancellationTokenSource source = new();
        Task<GetRegionResponse> call = _service.CallAsync<GetRegionRequest, GetRegionResponse>(new GetRegionRequest { Question = _question, Neighbors = true }, cancellation: source.Token);
        await calls.BeginAsync();
        source.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await calls.EndAsync();
    }

    private static string Star()
    {
        Random random = new(5);
        string Row(int n) => "[" + string.Join(',', Enumerable.Range(0, n).Select(_ => random.Next(-9, 10).ToString(CultureInfo.InvariantCulture))) + "]";
        string Matrix(int rows, int columns) => "[" + string.Join(',', Enumerable.Range(0, rows).Select(_ => Row(columns))) + "]";
        string Zeros(int n) => "[" + string.Join(',', Enumerable.Repeat("0", n)) + "]";
        return $$"""{"layers": [{"W": {{Matrix(Neurons, Inputs)}}, "b": {{Zeros(Neurons)}}}, {"W": {{Matrix(1, Neurons)}}, "b": [0]}]}""";
    }
}
