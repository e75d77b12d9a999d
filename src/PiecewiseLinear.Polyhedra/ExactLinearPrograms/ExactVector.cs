using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>A vector of rationals over one positive denominator.</summary>
internal readonly struct ExactVector
{
    private const int TopBits = 192;

    /// <summary>numerators/denominator; the denominator is positive.</summary>
    public ExactVector(IReadOnlyList<BigInteger> numerators, BigInteger denominator)
    {
        Numerators = [.. numerators];
        Denominator = denominator;
    }

    public BigInteger[] Numerators { get; }

    public BigInteger Denominator { get; }

    /// <summary>The length of the largest integer.</summary>
    public long Bits
    {
        get
        {
            long bits = Denominator.GetBitLength();
            foreach (BigInteger numerator in Numerators)
            {
                bits = Math.Max(bits, numerator.GetBitLength());
            }

            return bits;
        }
    }

    public Rational this[int index] => new(Numerators[index], Denominator);

    /// <summary>⟨row, numerators⟩, an integer: the scalar product times the denominator.</summary>
    public BigInteger Dot(IReadOnlyList<BigInteger> row)
    {
        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < Numerators.Length; j++)
        {
            if (!row[j].IsZero && !Numerators[j].IsZero)
            {
                sum += row[j] * Numerators[j];
            }
        }

        return sum;
    }

    /// <summary>
    /// Doubles x̂ with |x̂ⱼ − xⱼ·2^−<paramref name="exponent"/>| ≤ 2⁻⁵²·|xⱼ·2^−exponent| + 2⁻¹⁰⁷⁴: the integers are cut to their leading bits, divided
    /// and rounded once.
    /// </summary>
    public double[] Approximate(int exponent)
    {
        double[] result = new double[Numerators.Length];
        BigInteger divisor = Cut(Denominator, out long divisorShift);
        for (int j = 0; j < result.Length; j++)
        {
            if (Numerators[j].IsZero)
            {
                continue;
            }

            BigInteger dividend = Cut(BigInteger.Abs(Numerators[j]), out long shift) << (TopBits + 64);
            ulong quotient = Top64(dividend / divisor, out long quotientShift);
            long total = shift - divisorShift - (TopBits + 64) + quotientShift - exponent;
            double magnitude = Math.ScaleB((double)quotient, (int)Math.Clamp(total, -3000, 3000));
            result[j] = Numerators[j].Sign < 0 ? -magnitude : magnitude;
        }

        return result;
    }

    /// <summary>An exponent e with every |xⱼ| below 2^e, within a factor 4 of the largest.</summary>
    public int Magnitude()
    {
        long bits = 0;
        foreach (BigInteger numerator in Numerators)
        {
            bits = Math.Max(bits, (long)BigInteger.Abs(numerator).GetBitLength());
        }

        return (int)(bits - (long)Denominator.GetBitLength() + 1);
    }

    private static BigInteger Cut(BigInteger positive, out long shift)
    {
        shift = Math.Max(0, (long)positive.GetBitLength() - TopBits);
        return positive >> (int)shift;
    }

    private static ulong Top64(BigInteger positive, out long shift)
    {
        shift = Math.Max(0, (long)positive.GetBitLength() - 64);
        return (ulong)(positive >> (int)shift);
    }
}
