namespace PiecewiseLinear.Networks;

/// <summary>What a property may cost to read; beyond it the reader refuses, naming the limit.</summary>
/// <param name="MaxCharacters">The length of the text.</param>
/// <param name="MaxDepth">How deep parentheses nest.</param>
/// <param name="MaxVariables">The number of declared inputs, and of outputs.</param>
/// <param name="MaxCases">The number of cases of the disjunctive normal form.</param>
/// <param name="MaxComparisons">The number of comparisons, summed over the cases of the normal form.</param>
public sealed record VnnLibLimits(int MaxCharacters, int MaxDepth, int MaxVariables, int MaxCases, int MaxComparisons)
{
    /// <summary>64 million characters, 256 levels, 1 million variables, 65,536 cases, 8 million comparisons.</summary>
    public static VnnLibLimits Default { get; } = new(64_000_000, 256, 1_000_000, 65_536, 8_000_000);
}
