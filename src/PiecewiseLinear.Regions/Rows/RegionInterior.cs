using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Finds a point strictly inside a region from a point of its closure and a direction that leads inside.</summary>
internal static class RegionInterior
{
    /// <summary>
    /// The point x + ε·v on the reduced space with ε a power of two such that every row is strict: for rows with ⟨a, v⟩ &gt; 0 the slack b − ⟨a, x⟩ must
    /// exceed ε·⟨a, v⟩; rows with no slack at x have ⟨a, v⟩ &lt; 0 because v leads inside.
    /// </summary>
    public static ImmutableArray<Rational> Step(RegionSystem system, ImmutableArray<Rational> point, ImmutableArray<Rational> inward)
    {
        (BigInteger[] x, BigInteger q) = RationalVector.ToHomogeneous(point.AsSpan());
        (BigInteger[] v, BigInteger w) = RationalVector.ToHomogeneous(inward.AsSpan());
        int exponent = 0;
        foreach (RegionRow row in system.Rows)
        {
            BigInteger slack = row.HalfSpace.Offset * q, growth = BigInteger.Zero;
            for (int k = 0; k < x.Length; k++)
            {
                slack -= row.HalfSpace.Normal[k] * x[k];
                growth += row.HalfSpace.Normal[k] * v[k];
            }

            // ε·growth/w < slack/q  ⇐  ε = 2^e with e ≤ bits(slack·w) − 1 − bits(growth·q).
            if (growth.Sign > 0)
            {
                exponent = Math.Min(exponent, (int)((slack * w).GetBitLength() - (growth * q).GetBitLength()) - 2);
            }
        }

        Rational step = new Dyadic(BigInteger.One, exponent).ToRational();
        return [.. point.Zip(inward, (a, b) => b.IsZero ? a : a + (step * b))];
    }

    /// <summary>A dyadic point strictly inside all rows near a rational one: the grid gets finer until it is.</summary>
    public static ImmutableArray<Dyadic> Shorten(RegionSystem system, ImmutableArray<Rational> inside)
    {
        for (int bits = 30; ; bits *= 2)
        {
            BigInteger scale = BigInteger.One << bits;
            Dyadic[] rounded = [.. inside.Select(x => new Dyadic(BigInteger.Divide(x.Numerator * scale, x.Denominator), -bits))];
            if (IsStrictlyInside(system, rounded, scale, bits))
            {
                return ImmutableArray.Create(rounded);
            }
        }
    }

    private static bool IsStrictlyInside(RegionSystem system, Dyadic[] point, BigInteger scale, int bits)
    {
        BigInteger[] numerators = [.. point.Select(x => x.Mantissa << (x.Exponent + bits))];
        foreach (RegionRow row in system.Rows)
        {
            BigInteger slack = row.HalfSpace.Offset * scale;
            for (int k = 0; k < numerators.Length; k++)
            {
                slack -= row.HalfSpace.Normal[k] * numerators[k];
            }

            if (slack.Sign <= 0)
            {
                return false;
            }
        }

        return true;
    }
}
