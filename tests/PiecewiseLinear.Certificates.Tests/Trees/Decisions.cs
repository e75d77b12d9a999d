using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Which inputs are kept or free on a path, and how many more may change.</summary>
internal sealed record Decisions(ImmutableArray<Rational> Center, int Left)
{
    private ImmutableHashSet<int> Kept { get; init; } = [];

    private ImmutableHashSet<int> Free { get; init; } = [];

    public int[] Undecided => [.. Enumerable.Range(0, Center.Length).Where(j => !Kept.Contains(j) && !Free.Contains(j))];

    public bool IsFixed(int input) => Kept.Contains(input) || (Left == 0 && !Free.Contains(input));

    public bool IsFree(int input) => Free.Contains(input);

    /// <summary>The ends of a box whose inputs that are fixed are cut to doubles around the center.</summary>
    public (double[] Low, double[] High) Fix(double[] low, double[] high)
        => ([.. low.Select((end, j) => IsFixed(j) ? Math.Max(end, Center[j].RoundDown()) : end)], [.. high.Select((end, j) => IsFixed(j) ? Math.Min(end, Center[j].RoundUp()) : end)]);

    public Decisions Keep(int input) => this with { Kept = Kept.Add(input) };

    public Decisions Release(int input) => this with { Free = Free.Add(input), Left = Left - 1 };
}
