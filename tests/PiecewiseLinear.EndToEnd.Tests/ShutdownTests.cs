using System.Globalization;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>The service stops when it is told to, and takes its helpers with it.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Sigterm_ends_the_service_and_its_or_tools_host()
    {
        ServiceProcess service = new();
        try
        {
            await service.InitializeAsync();
            using RpcClient client = new(service.Address);
            string sha256 = await Upload.FileAsync(client, RepositoryRoot.Combine("models", "golden", "g_concurrent.json"));
            Assert.Empty(Children(service.Id));
            RationalVector origin = new() { Values = { new Rational { Value = "0" }, new Rational { Value = "0" } } };
            GetRegionResponse response = await client.UnaryAsync<GetRegionRequest, GetRegionResponse>(
                RegionServiceReflection.Descriptor.Services[0].FindMethodByName("GetRegion"),
                new GetRegionRequest { Question = new RegionQuestion { Sha256 = sha256, Point = new Vector { Rationals = origin }, Engine = LinearProgramEngine.OrTools } });
            Assert.Equal(8, response.Answer.Regions.Count);
            int host = Assert.Single(Children(service.Id));

            Assert.Equal(0, await service.TerminateAsync());
            for (int i = 0; i < 3600 && Directory.Exists($"/proc/{host}"); i++)
            {
                await Task.Delay(50);
            }

            Assert.False(Directory.Exists($"/proc/{host}"), "the OR-Tools host is still there");
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>Running calls have twenty seconds to end (docs/operations.md); a command that computes has five after Ctrl+C, but the service is none.</summary>
    [Fact]
    public async Task Sigterm_waits_for_a_call_for_longer_than_for_a_command()
    {
        ServiceProcess service = new();
        try
        {
            await service.InitializeAsync();
            using RpcClient client = new(service.Address);
            string sha256 = await Upload.FileAsync(client, RepositoryRoot.Combine("models", "golden", "b_5_20x2_1.json"));
            EnumerateRegionsRequest request = new()
            {
                Question = new EnumerationQuestion
                {
                    Sha256 = sha256,
                    Box = new V1.Box { EveryInput = new Interval { Lower = new Rational { Value = "-1" }, Upper = new Rational { Value = "1" } } },
                },
            };
            await using IAsyncEnumerator<EnumerateRegionsResponse> stream = client.ServerStreamingAsync<EnumerateRegionsRequest, EnumerateRegionsResponse>(
                RegionServiceReflection.Descriptor.Services[0].FindMethodByName("EnumerateRegions"), request).GetAsyncEnumerator();
            Assert.True(await stream.MoveNextAsync());

            Task<int> ended = service.TerminateAsync();
            await Task.Delay(TimeSpan.FromSeconds(7));
            await stream.DisposeAsync();
            Assert.Equal(0, await ended);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>The processes whose parent is the given one (field 4 of /proc/PID/stat, after the name in parentheses).</summary>
    private static int[] Children(int parent)
        => [.. Directory.EnumerateDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id != 0 && ParentOf(id) == parent)];

    private static int ParentOf(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
