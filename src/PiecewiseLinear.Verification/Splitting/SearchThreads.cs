using System.Runtime.ExceptionServices;

namespace PiecewiseLinear.Verification;

/// <summary>One thread's part of a search.</summary>
internal interface ISearchWorker : IDisposable
{
    /// <summary>Works until the search is over.</summary>
    void Run();
}

/// <summary>Runs the workers of a search, the first on the caller's thread.</summary>
internal static class SearchThreads
{
    /// <summary>Returns when all are done; the workers are disposed then. Whatever is thrown on a thread ends the search and is thrown again here.</summary>
    /// <param name="name">What the threads are called.</param>
    /// <param name="workers">The workers, one a thread.</param>
    /// <param name="giveUp">Ends the search; takes the reason.</param>
    public static void Run(string name, IReadOnlyList<ISearchWorker> workers, Action<string> giveUp)
    {
        List<Exception> failures = [];
        Thread[] threads = [.. workers.Skip(1).Select((worker, k) => new Thread(() => Guard(worker)) { IsBackground = true, Name = $"{name} {k + 1}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Guard(workers[0]);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        foreach (ISearchWorker worker in workers)
        {
            worker.Dispose();
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        void Guard(ISearchWorker worker)
        {
            try
            {
                worker.Run();
            }
#pragma warning disable CA1031 // whatever happens on a thread of the search is thrown again on the caller's
            catch (Exception failure)
#pragma warning restore CA1031
            {
                lock (failures)
                {
                    failures.Add(failure);
                }

                giveUp("a thread of the search failed");
            }
        }
    }
}
