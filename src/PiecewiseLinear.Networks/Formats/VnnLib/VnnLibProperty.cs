using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// A VNN-LIB property in disjunctive normal form: it is <em>satisfied</em> (in the competition's words <c>sat</c>: the network is unsafe) by an input x
/// when some case holds x in its box and (x, f(x)) in all of its rows. All comparisons are weak, so a tie satisfies. Decimals are exact.
/// </summary>
/// <param name="InputCount">The number of declared variables X_0 … X_{n−1}.</param>
/// <param name="OutputCount">The number of declared variables Y_0 … Y_{m−1}.</param>
/// <param name="Cases">The cases, in the order of the file (the last disjunction varies fastest). None: no input satisfies the property.</param>
public sealed record VnnLibProperty(int InputCount, int OutputCount, ImmutableArray<VnnLibCase> Cases)
{
    /// <summary>The one box of all cases, or null where the cases differ in their inputs or constrain them by more than bounds.</summary>
    public Box? CommonBox
        => Cases.Length > 0 && Cases.All(@case => @case.Box.Equals(Cases[0].Box) && @case.Rows.All(static row => row.Inputs.IsEmpty)) ? Cases[0].Box : null;
}

/// <summary>One case of a property: a box of inputs and rows over inputs and outputs, all of which must hold.</summary>
/// <param name="Box">The bounds of the inputs; cases with equal bounds share one instance.</param>
/// <param name="Rows">All other comparisons.</param>
public sealed record VnnLibCase(Box Box, ImmutableArray<PropertyRow> Rows);

/// <summary>The comparison Σ aᵢ·X_i + Σ bⱼ·Y_j ≤ <paramref name="Bound"/>.</summary>
/// <param name="Inputs">The terms aᵢ·X_i, indices ascending, coefficients not zero.</param>
/// <param name="Outputs">The terms bⱼ·Y_j, indices ascending, coefficients not zero.</param>
/// <param name="Bound">The right-hand side.</param>
public sealed record PropertyRow(ImmutableArray<PropertyTerm> Inputs, ImmutableArray<PropertyTerm> Outputs, Rational Bound)
{
    /// <summary>Bound − Σ aᵢ·xᵢ − Σ bⱼ·yⱼ: nonnegative exactly where the row holds.</summary>
    public Rational Slack(ReadOnlySpan<Rational> input, ReadOnlySpan<Rational> output)
    {
        Rational slack = Bound;
        foreach (PropertyTerm term in Inputs)
        {
            slack -= term.Coefficient * input[term.Index];
        }

        foreach (PropertyTerm term in Outputs)
        {
            slack -= term.Coefficient * output[term.Index];
        }

        return slack;
    }
}

/// <summary>One term of a row.</summary>
/// <param name="Index">The number of the variable.</param>
/// <param name="Coefficient">Its coefficient, not zero.</param>
public readonly record struct PropertyTerm(int Index, Rational Coefficient);
