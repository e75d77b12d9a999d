using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PiecewiseLinear.Benchmarks;

/// <summary>
/// An empty call in each protocol against the work that it cannot avoid: a bare Kestrel endpoint that answers the same few bytes over the same HTTP version to the
/// same client. Server and client are one process, so a number holds both. Ways are asked in turns, a round is one turn each.
/// </summary>
internal static class EmptyCallBenchmark
{
    private const int Sequential = 1000;
    private const int Concurrent = 5000;
    private const int Callers = 32;

    private static readonly byte[] EmptyFrame = [0, 0, 0, 0, 0];

    private static readonly Way[] Ways =
    [
        new("HTTP/2, bare endpoint", HttpVersion.Version20, EmptyCallServer.BarePath, "application/octet-stream", EmptyFrame, null),
        new("HTTP/2, gRPC", HttpVersion.Version20, EmptyCallServer.CallPath, "application/grpc", EmptyFrame, 0),
        new("HTTP/1.1, bare endpoint", HttpVersion.Version11, EmptyCallServer.BarePath, "application/octet-stream", EmptyFrame, null),
        new("HTTP/1.1, gRPC-Web", HttpVersion.Version11, EmptyCallServer.CallPath, "application/grpc-web+proto", EmptyFrame, 2),
        new("HTTP/1.1, Connect, binary", HttpVersion.Version11, EmptyCallServer.CallPath, "application/proto", [], 2),
        new("HTTP/1.1, Connect, JSON", HttpVersion.Version11, EmptyCallServer.CallPath, "application/json", "{}"u8.ToArray(), 2),
    ];

    public static int Run(string[] arguments)
    {
        int rounds = arguments is ["--rounds", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 5;
        RunAsync(rounds).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int rounds)
    {
        await using EmptyCallServer server = await EmptyCallServer.StartAsync();
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        Dictionary<Way, (List<double> Latency, List<double> Rate)> found = Ways.ToDictionary(static way => way, static _ => (new List<double>(), new List<double>()));
        for (int round = 0; round < rounds + 1; round++)
        {
            foreach (Way way in Ways)
            {
                double latency = await LatencyAsync(client, server, way);
                double rate = await RateAsync(client, server, way);
                if (round > 0)
                {
                    found[way].Latency.Add(latency);
                    found[way].Rate.Add(rate);
                }
            }
        }

        Console.WriteLine($"least / median / largest of {rounds} rounds; latency: median of {Sequential} calls one after the other; rate: {Concurrent} calls by {Callers} callers at once");
        foreach (Way way in Ways)
        {
            Console.WriteLine($"{way.Name,-28} {Spread.Of(found[way].Latency).Show("F0"),20} µs {Spread.Of(found[way].Rate).Show("F0"),24} calls/s");
        }
    }

    /// <summary>The median time of a call, in microseconds.</summary>
    private static async Task<double> LatencyAsync(HttpClient client, EmptyCallServer server, Way way)
    {
        double[] times = new double[Sequential];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await AskAsync(client, server, way);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Spread.Of(times).Median;
    }

    /// <summary>Calls a second.</summary>
    private static async Task<double> RateAsync(HttpClient client, EmptyCallServer server, Way way)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (int i = 0; i < Concurrent / Callers; i++)
            {
                await AskAsync(client, server, way);
            }
        }));
        return Concurrent / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task AskAsync(HttpClient client, EmptyCallServer server, Way way)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(way.Version == HttpVersion.Version20 ? server.Http2 : server.Http1, way.Path))
        {
            Version = way.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(way.Body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", way.ContentType);
        using HttpResponseMessage response = await client.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.OK || body.Length < (way.LeastAnswer ?? EmptyFrame.Length)
            || (way.LeastAnswer == 0 && (!response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) || status.Single() != "0")))
        {
            throw new InvalidOperationException($"{way.Name} answered {response.StatusCode} and {body.Length} bytes");
        }
    }

    /// <summary>One way to ask.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Version">The HTTP version.</param>
    /// <param name="Path">What is asked.</param>
    /// <param name="ContentType">The protocol.</param>
    /// <param name="Body">The request.</param>
    /// <param name="LeastAnswer">The shortest good answer in bytes; null for the bare endpoint, 0 where the status is in the trailers.</param>
    private sealed record Way(string Name, Version Version, string Path, string ContentType, byte[] Body, int? LeastAnswer);
}
