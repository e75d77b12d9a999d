using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>How hard to try. The defaults suit an interactive question.</summary>
public sealed record VerificationOptions
{
    /// <summary>The number of threads; at least 1. Default: one for each processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The time after which the answer is unknown; null: none.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The seed of the attacks; the same seed does not fix which of several witnesses is found first by several threads.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether to record the proof that a property holds.</summary>
    public bool RecordProof { get; init; } = true;

    /// <summary>The largest number of boxes before the answer is unknown; with a recorded proof each costs about 100 bytes. Default: 2²⁵.</summary>
    public long MostBoxes { get; init; } = 1L << 25;

    /// <summary>The engine of the linear programs that end a search near ties; its answers are candidates that exact arithmetic proves or repairs.</summary>
    public ILinearProgramSolver Solver { get; init; } = new DenseSimplex();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How often progress is reported.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The search to use, whatever the portfolio would pick; for tests.</summary>
    internal IGroupSearcher? Searcher { get; init; }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        ArgumentOutOfRangeException.ThrowIfLessThan(MostBoxes, 1, nameof(MostBoxes));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ProgressInterval, TimeSpan.Zero, nameof(ProgressInterval));
        if (TimeLimit is { } limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(TimeLimit));
        }
    }
}
