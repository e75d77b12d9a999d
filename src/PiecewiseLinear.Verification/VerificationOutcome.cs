namespace PiecewiseLinear.Verification;

/// <summary>The answer to a verification question with its evidence.</summary>
public sealed record VerificationOutcome
{
    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The point that violates the property, confirmed exactly; exactly where the verdict is <see cref="Verdict.Violated"/>.</summary>
    public Witness? Witness { get; init; }

    /// <summary>The recorded proof where the property holds and recording was asked for.</summary>
    public PropertyProof? Proof { get; init; }

    /// <summary>Why nothing was decided; exactly where the verdict is <see cref="Verdict.Unknown"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the time limit was the reason.</summary>
    public bool TimedOut { get; init; }

    /// <summary>
    /// Where nothing was decided: a proved lower bound of the margin, the least over inputs and unsafe polyhedra of the greatest row s(x, y) of the polyhedron (unsafe: all s ≤ 0). For
    /// one row y₀ − y₁ ≤ 0 it is a lower bound of y₀ − y₁. Null where none is known (before the first bounds, or with searches that were not begun).
    /// </summary>
    public double? MarginLower { get; init; }

    /// <summary>The number of boxes bounded.</summary>
    public long Boxes { get; init; }

    /// <summary>The number of leaves of the proof.</summary>
    public long Leaves { get; init; }

    /// <summary>The share of the volume of the input sets proved safe, between 0 and 1; approximate.</summary>
    public double VolumeProved { get; init; }
}

/// <summary>What a running verification has reached.</summary>
/// <param name="Group">The search that runs, from 0.</param>
/// <param name="Groups">The number of searches.</param>
/// <param name="Boxes">The number of boxes bounded so far, over all searches.</param>
/// <param name="Open">The number of boxes that wait.</param>
/// <param name="VolumeProved">The share of this search's volume proved safe; approximate.</param>
/// <param name="BestBound">A lower bound of the margin on all boxes that wait: the least, over them, of the bound of their parents. Negative while anything is open; −∞ where nothing is known.</param>
/// <param name="Elapsed">The time since the start.</param>
public readonly record struct VerificationProgress(int Group, int Groups, long Boxes, int Open, double VolumeProved, double BestBound, TimeSpan Elapsed);
