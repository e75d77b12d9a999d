using Xunit.Abstractions;

namespace PiecewiseLinear.EndToEnd.Tests.Streams;

/// <summary>
/// Real clients that cancel, die or stop reading in the middle of a stream, and the server process seen from outside. The questions take much longer than is waited here, so work that
/// goes on fails the test. How soon it ends depends on the machine, on an idle one within 250 ms (docs/performance.md).
/// </summary>
public sealed class BrokenStreamTests(StreamsService service, ITestOutputHelper output) : IClassFixture<StreamsService>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("EnumerateRegions")]
    [InlineData("CountRegions")]
    [InlineData("CertifiedCount")]
    [InlineData("GetStatistics")]
    [InlineData("Verify")]
    [InlineData("Certify")]
    public async Task Cancelling_ends_the_work(string method)
    {
        ServerWork work = new(service.Process.Id);
        using StreamsClient client = await StreamsClient.OpenAsync(service, method);
        await work.BeginsAsync();
        await client.CancelAsync();
        output.WriteLine($"{method} cancelled: {(await work.EndsAsync(Limit)).TotalMilliseconds:F0} ms (last {work.Last})");
    }

    [Theory]
    [InlineData("EnumerateRegions")]
    [InlineData("CountRegions")]
    [InlineData("CertifiedCount")]
    [InlineData("GetStatistics")]
    [InlineData("Verify")]
    [InlineData("Certify")]
    public async Task Killing_the_client_ends_the_work(string method)
    {
        ServerWork work = new(service.Process.Id);
        using StreamsClient client = await StreamsClient.OpenAsync(service, method);
        await work.BeginsAsync();
        client.Kill();
        output.WriteLine($"{method} killed: {(await work.EndsAsync(Limit)).TotalMilliseconds:F0} ms (last {work.Last})");
    }

    /// <summary>The server runs ahead of a reader that does not read by what its buffers hold, then its threads wait: its memory has a bound that has nothing to do with the answer's size.</summary>
    [Theory]
    [InlineData("EnumerateRegions", 96)]
    [InlineData("GetStatistics", 96)]
    [InlineData("CertifiedCount", 256)]
    public async Task A_slow_reader_makes_the_server_wait(string method, int mebibytes)
    {
        ServerWork work = new(service.Process.Id);
        long before = work.ResidentBytes;
        using StreamsClient client = await StreamsClient.OpenAsync(service, method);
        await client.PauseAsync();
        TimeSpan filled = await work.PausesAsync(TimeSpan.FromMinutes(20));
        long grown = work.ResidentBytes - before;
        output.WriteLine($"{method}: the server waits after {filled.TotalMilliseconds:F0} ms, {grown >> 20} MiB more");
        Assert.True(grown < (long)mebibytes << 20, $"{grown} bytes more while nobody reads");

        client.Kill();
        output.WriteLine($"killed: {(await work.EndsAsync(Limit)).TotalMilliseconds:F0} ms (last {work.Last})");
    }
}
