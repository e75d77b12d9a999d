using System.Collections.Concurrent;

namespace PiecewiseLinear.Regions;

/// <summary>An enumeration, which pushes its regions, as a stream that is pulled: it runs on its own thread, a bounded number of regions ahead.</summary>
internal static class EnumeratedStream
{
    private const int Ahead = 64;

    /// <summary>The regions; <paramref name="finished"/> is told the count behind the last one.</summary>
    public static IEnumerable<EnumeratedRegion> Of(
        EnumerationQuery query, Action<RegionCount> finished, IProgress<EnumerationProgress>? progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using BlockingCollection<EnumeratedRegion> waiting = new(Ahead);
        Task<RegionCount> running = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return RegionEnumerator.Enumerate(query, new Sink(waiting, stop.Token), progress, stop.Token);
                }
                finally
                {
                    waiting.CompleteAdding();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            foreach (EnumeratedRegion region in waiting.GetConsumingEnumerable(stop.Token))
            {
                yield return region;
            }

            finished(running.GetAwaiter().GetResult());
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)running).AsyncWaitHandle.WaitOne();
        }
    }

    private sealed class Sink(BlockingCollection<EnumeratedRegion> waiting, CancellationToken cancellationToken) : IRegionSink
    {
        public bool Accept(EnumeratedRegion region)
        {
            waiting.Add(region, cancellationToken);
            return true;
        }
    }
}
