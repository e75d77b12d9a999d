using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PiecewiseLinear.Service.Tests;

/// <summary>
/// How many calls the servers of this process are at work on, by ASP.NET's own count: a call is under way until its handler is done, whoever has hung up. For tests that run <see cref="Alone"/>.
/// </summary>
internal sealed class CallsUnderWay : IDisposable
{
    /// <summary>How long is waited: no statement about speed, but far less than the questions of these tests would take.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly MeterListener _listener = new();
    private long _begun;
    private long _count;

    public CallsUnderWay()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Name: "http.server.active_requests", Meter.Name: "Microsoft.AspNetCore.Hosting" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) =>
        {
            Interlocked.Add(ref _count, change);
            Interlocked.Add(ref _begun, Math.Max(0, change));
        });
        _listener.Start();
    }

    /// <summary>Waits until one has begun.</summary>
    public Task BeginAsync() => Until(() => Interlocked.Read(ref _begun) > 0, "no call has begun");

    /// <summary>Waits until none is left of those that have begun.</summary>
    public async Task EndAsync()
    {
        await BeginAsync();
        await Until(() => Interlocked.Read(ref _count) == 0, "a handler went on working");
    }

    public void Dispose() => _listener.Dispose();

    private static async Task Until(Func<bool> condition, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"{otherwise} after {s_patience}");
            await Task.Delay(10);
        }
    }
}

/// <summary>Tests of what only the whole process shows, its calls or its memory: no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's word")]
public sealed class Alone;
