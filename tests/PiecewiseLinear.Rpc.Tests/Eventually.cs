using System.Diagnostics;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    /// <summary>Waits until a condition holds; fails after 20 seconds, far beyond any time it should take.</summary>
    public static async Task True(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The condition did not come to hold within 20 seconds.");
            await Task.Delay(10);
        }
    }
}
