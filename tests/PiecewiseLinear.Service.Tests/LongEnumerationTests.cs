using System.Globalization;
using System.Text;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>An enumeration of many millions of regions ends when nobody listens, and waits for a slow reader without taking memory.</summary>
[Collection(nameof(Alone))]
public sealed class LongEnumerationTests : IAsyncLifetime
{
    private readonly RunningService _service = new();
    private EnumerateRegionsRequest _request = new();

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        UploadModelResponse model = await _service.UploadAsync(Uploads.Header("deep.json"), Uploads.Chunk(Encoding.UTF8.GetBytes(Deep())));
        _request = new EnumerateRegionsRequest { Question = new EnumerationQuestion { Sha256 = model.Model.Sha256, Box = Questions.Cube("-1", "1") } };
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Hanging_up_ends_it()
    {
        using CallsUnderWay calls = new();
        int regions = 0;
        await foreach (EnumerateRegionsResponse message in Stream())
        {
            regions += message.Region is null ? 0 : 1;
            if (regions == 1000)
            {
                break;
            }
        }

        await calls.EndAsync();
    }

    [Fact]
    public async Task A_deadline_ends_it()
    {
        using CallsUnderWay calls = new();
        RpcException end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (EnumerateRegionsResponse message in Stream(new RpcCallOptions { Timeout = TimeSpan.FromMilliseconds(500) }))
            {
                Assert.Null(message.Summary);
            }
        });

        // The client keeps no deadline: this is the server's status, or its reset (CANCEL) where the client was behind with reading just then and no status would have reached it.
        Assert.Contains(end.Status.Code, (StatusCode[])[StatusCode.DeadlineExceeded, StatusCode.Cancelled]);
        await calls.EndAsync();
    }

    /// <summary>The reader takes 200 regions, then nothing for a while: the server's thread waits, and what the process holds does not grow with what it could have found.</summary>
    [Fact]
    public async Task A_slow_reader_costs_no_memory()
    {
        using CallsUnderWay calls = new();
        int regions = 0;
        long before = 0;
        await foreach (EnumerateRegionsResponse message in Stream())
        {
            regions += message.Region is null ? 0 : 1;
            if (regions == 200 && before == 0)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
                await Task.Delay(1500);
                long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

                // In 1.5 s the engine finds hundreds of thousands of regions; kept, they would take hundreds of MiB.
                Assert.True(grown < 24 << 20, $"{grown} bytes more while nobody reads");
            }

            if (regions == 2000)
            {
                break;
            }
        }

        await calls.EndAsync();
    }

    private IAsyncEnumerable<EnumerateRegionsResponse> Stream(RpcCallOptions? options = null)
        => _service.Client.ServerStreamingAsync<EnumerateRegionsRequest, EnumerateRegionsResponse>(
            RunningService.MethodOf(EnumerateRegionsRequest.Descriptor), _request, options);

    private static string Deep()
    {
        Random random = new(11);
        string Number() => (random.NextDouble() - 0.5).ToString("R", CultureInfo.InvariantCulture);
        string Row(int n) => "[" + string.Join(',', Enumerable.Range(0, n).Select(_ => Number())) + "]";
        string Layer(int rows, int columns) => $$"""{"W": [{{string.Join(',', Enumerable.Range(0, rows).Select(_ => Row(columns)))}}], "b": {{Row(rows)}}}""";
        return $$"""{"layers": [{{Layer(40, 6)}}, {{Layer(40, 40)}}, {{Layer(40, 40)}}, {{Layer(1, 40)}}]}""";
    }
}
