using System.Diagnostics;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>What a soak has met, by kinds, and how long it took; now and then on the console how far it is.</summary>
internal sealed class SoakReport(string what, int progress)
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _first = int.MaxValue;
    private int _last;

    /// <summary>The kinds that were met.</summary>
    public IEnumerable<string> Kinds => _counts.Keys;

    /// <summary>Counts something of a kind.</summary>
    public void Count(string kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;

    /// <summary>A seed is done.</summary>
    public void Done(int seed)
    {
        (_first, _last) = (Math.Min(_first, seed), seed);
        if (seed % progress == progress - 1)
        {
            Console.WriteLine($"{seed + 1} {what} after {Stopwatch.GetElapsedTime(_started).TotalSeconds:F0} s");
        }
    }

    /// <summary>The sample is worth something only if it has all of these.</summary>
    public void Expect(IEnumerable<string> kinds) => Assert.All(kinds, kind => Assert.True(_counts.ContainsKey(kind), kind));

    /// <summary>Writes it out.</summary>
    public void Write(ITestOutputHelper output)
    {
        output.WriteLine($"seeds {_first} to {_last}, {Stopwatch.GetElapsedTime(_started).TotalSeconds:F0} s elapsed, {Environment.CpuUsage.TotalTime.TotalSeconds:F0} s of processor time");
        foreach ((string kind, int count) in _counts)
        {
            output.WriteLine($"{kind,-60} {count,7}");
        }
    }
}
