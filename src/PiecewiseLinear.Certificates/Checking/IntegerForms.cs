using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The exact values of one node: component i is the integer row <c>Rows[i]</c> (null when zero) divided by the common positive denominator. What the
/// columns mean is up to who started the propagation: coefficients of inputs, of directions, or one column for plain numbers.
/// </summary>
internal sealed record IntegerForms(BigInteger[]?[] Rows, BigInteger Denominator)
{
    /// <summary>The same with only the rows of the neurons that <paramref name="active"/> names: a ReLU with known phases.</summary>
    public IntegerForms Restrict(Func<int, bool> active) => this with { Rows = [.. Rows.Select((row, i) => active(i) ? row : null)] };
}
