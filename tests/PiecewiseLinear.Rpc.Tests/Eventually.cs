using System.Diagnostics;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    /// <summary>How long anything is waited for before it counts as hanging: no statement about speed, so far beyond what a slow and loaded machine takes.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Waits until a condition holds; fails when patience ends.</summary>
    public static async Task True(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"The condition did not come to hold within {Patience}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until a count has not grown for a second, and answers it; fails when patience ends.</summary>
    public static async Task<long> Resting(Func<long> count)
    {
        var (last, since) = (count(), Stopwatch.GetTimestamp());
        await True(() =>
        {
            if (count() is var now && now != last)
            {
                (last, since) = (now, Stopwatch.GetTimestamp());
            }

            return Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(1);
        });
        return last;
    }
}
