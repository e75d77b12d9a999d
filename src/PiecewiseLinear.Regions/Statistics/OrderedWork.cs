namespace PiecewiseLinear.Regions;

/// <summary>Works on a stream with several threads and gives the results in the order of the stream, a bounded number ahead of the reader.</summary>
internal static class OrderedWork
{
    /// <summary>How many results may wait for the reader, for each thread.</summary>
    private const int AheadPerThread = 4;

    /// <summary>The results of <paramref name="work"/> on each item and its number.</summary>
    public static IEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, int threads, Func<TItem, int, CancellationToken, TResult> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using SemaphoreSlim slots = new(threads);
        Queue<Task<TResult>> running = new();
        try
        {
            int index = 0;
            foreach (TItem item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (running.Count >= threads * AheadPerThread)
                {
                    yield return running.Dequeue().GetAwaiter().GetResult();
                }

                int number = index++;
                running.Enqueue(Task.Run(() => Guarded(item, number, work, slots, stop.Token), stop.Token));
            }

            while (running.Count > 0)
            {
                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // The reader has gone, or something failed: what still runs is told to stop, and waited for so that nothing outlives the stream.
            stop.Cancel();
            try
            {
                Task.WaitAll([.. running], CancellationToken.None);
            }
            catch (AggregateException)
            {
                // Said already by the task that failed first, or cancelled here.
            }
        }
    }

    private static async Task<TResult> Guarded<TItem, TResult>(
        TItem item, int number, Func<TItem, int, CancellationToken, TResult> work, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return work(item, number, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }
}
