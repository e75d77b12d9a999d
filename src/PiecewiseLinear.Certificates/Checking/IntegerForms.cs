using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The exact values of one node: component i is the dyadic row <c>Rows[i]</c> (null when zero) divided by the common positive divisor. What the
/// columns mean is up to who started the propagation: coefficients of inputs, of directions, or one column for plain numbers.
/// </summary>
internal sealed record IntegerForms(DyadicRow?[] Rows, BigInteger Divisor)
{
    /// <summary>The same with only the rows of the neurons that <paramref name="active"/> names: a ReLU with known phases.</summary>
    public IntegerForms Restrict(Func<int, bool> active) => this with { Rows = [.. Rows.Select((row, i) => active(i) ? row : null)] };

    /// <summary>The sign of the only column of component i.</summary>
    public int SignOf(int i) => Rows[i]?.IntegerAt(0).Sign ?? 0;

    /// <summary>Component i, which is not zero, as integers over one positive denominator.</summary>
    public (BigInteger[] Numerators, BigInteger Denominator) IntegersOf(int i)
    {
        DyadicRow row = Rows[i] ?? throw new ArgumentException($"component {i} is identically zero", nameof(i));
        BigInteger[] numerators = new BigInteger[row.Columns];
        for (int c = 0; c < numerators.Length; c++)
        {
            numerators[c] = row.IntegerAt(c) << Math.Max(0, row.Exponent);
        }

        return (numerators, Divisor << Math.Max(0, -row.Exponent));
    }

    /// <summary>row · factor for an integer that is not zero: its 32-bit digits are exact weights of shifted copies of the row.</summary>
    public static DyadicRow Multiple(DyadicRow row, BigInteger factor)
    {
        if (factor.IsOne)
        {
            return row;
        }

        List<DyadicRow?> copies = [];
        List<double> weights = [];
        BigInteger rest = BigInteger.Abs(factor);
        for (int shift = 0; !rest.IsZero; shift += 32, rest >>= 32)
        {
            copies.Add(row.ScaleByPowerOfTwo(shift));
            weights.Add(factor.Sign * (double)(uint)(rest & uint.MaxValue));
        }

        return DyadicRow.Combine([.. copies], [.. weights]);
    }
}
