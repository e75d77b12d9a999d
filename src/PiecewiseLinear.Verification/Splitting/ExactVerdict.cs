using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>What exact linear programs found on a box.</summary>
internal abstract record ExactVerdict
{
    /// <summary>No point of an open disjunct.</summary>
    public sealed record Safe(ExactFinish Proof) : ExactVerdict;

    /// <summary>This point is in an open disjunct.</summary>
    public sealed record Violated(ImmutableArray<Rational> Point) : ExactVerdict;

    /// <summary>The budget was used up.</summary>
    public sealed record Undecided : ExactVerdict;
}
