namespace PiecewiseLinear.Polyhedra;

/// <summary>How much exact work may be spent on one linear program before the answer is <c>Unknown</c>. Time is limited by cancellation.</summary>
/// <param name="MaxPivots">The number of exact exchanges of a row of the basis; one costs three exact solutions of a d × d system.</param>
/// <param name="MaxBits">The length of the largest integer that may appear in an exact solution.</param>
public readonly record struct ExactBudget(int MaxPivots, long MaxBits)
{
    /// <summary>2,000 exchanges and integers of 2^22 bits: far beyond what candidates of a sound engine need.</summary>
    public static ExactBudget Default { get; } = new(2_000, 1L << 22);

    /// <summary>Checks only: a candidate whose basis is not exactly right is not repaired.</summary>
    public static ExactBudget CheckOnly { get; } = new(0, 1L << 22);
}
