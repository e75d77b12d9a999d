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
    /// <summary>Returns when all are done. Whatever is thrown on a thread ends the search and is thrown again here.</summary>
    public static void Run(GroupSearch search, IReadOnlyList<ISearchWorker> workers)
    {
        List<Exception> failures = [];
        Thread[] threads = [.. workers.Skip(1).Select((worker, k) => new Thread(() => Guard(worker)) { IsBackground = true, Name = $"verify {k + 1}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Guard(workers[0]);
        foreach (Thread thread in threads)
        {
            thread.Join();
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

                search.GiveUp("a thread of the search failed");
            }
        }
    }
}
