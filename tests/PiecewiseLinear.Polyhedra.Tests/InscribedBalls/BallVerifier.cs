using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.Facets;

namespace PiecewiseLinear.Polyhedra.Tests.InscribedBalls;

/// <summary>Checks the evidence of a ball in plain rationals, from the definitions in <see cref="ChebyshevBall"/> alone.</summary>
internal static class BallVerifier
{
    public static void Verify(HRepresentation rows, BoxSides box, ChebyshevBall ball)
    {
        Assert.True(ball.Lower.Sign > 0);
        Assert.True(ball.Lower <= ball.Upper, $"[{ball.Lower}, {ball.Upper}] is empty");
        VerifyInside(rows, ball.Norm, ball.Center, ball.Lower);
        Rational bound = Rational.Zero, length = Rational.Zero;
        Rational[] residual = new Rational[rows.Dimension];
        foreach ((int row, Rational weight) in ball.Multipliers)
        {
            Assert.True(weight.Sign > 0);
            HalfSpace half = rows.Rows[row];
            bound += weight * half.Offset;
            length += weight * LowerNorm(half, ball.Norm);
            residual = [.. residual.Zip(half.Normal, (r, a) => r + (weight * a))];
        }

        for (int j = 0; j < residual.Length; j++)
        {
            if (!residual[j].IsZero)
            {
                HalfSpace side = rows.Rows[residual[j].Sign < 0 ? box.Upper[j] : box.Lower[j]];
                Rational end = side.Offset / (Rational)side.Normal[j];
                bound -= residual[j] * end;
            }
        }

        Assert.True(length.Sign > 0);
        Assert.True(bound / length <= ball.Upper, $"the multipliers prove {bound / length}, not {ball.Upper}");
        ImmutableArray<Dyadic> inside = ball.ShortInteriorPoint();
        Assert.All(rows.Rows, row => Assert.True(row.IsTrivial || SlowPolyhedron.Dot(row, [.. inside.Select(x => x.ToRational())]) < row.Offset));
    }

    public static void VerifyInside(HRepresentation rows, VectorNorm norm, ImmutableArray<Rational> center, Rational radius)
    {
        foreach (HalfSpace row in rows.Rows)
        {
            Rational slack = row.Offset - SlowPolyhedron.Dot(row, center);
            Assert.True(slack.Sign >= 0);
            Rational squared = row.Normal.Aggregate(BigInteger.Zero, (sum, a) => sum + (a * a));
            Assert.True(norm == VectorNorm.L2 ? slack * slack >= radius * radius * squared : slack >= radius * LowerNorm(row, norm));
        }
    }

    /// <summary>Exact for l1 and linf, below by less than 2⁻¹⁴⁰ for l2.</summary>
    private static Rational LowerNorm(HalfSpace row, VectorNorm norm)
    {
        switch (norm)
        {
            case VectorNorm.L1:
                return row.Normal.Select(BigInteger.Abs).Max();
            case VectorNorm.LInf:
                return row.Normal.Aggregate(BigInteger.Zero, (sum, a) => sum + BigInteger.Abs(a));
            default:
                BigInteger n = row.Normal.Aggregate(BigInteger.Zero, (sum, a) => sum + (a * a)) << 280;
                BigInteger root = BigInteger.Zero;
                for (int bit = (int)n.GetBitLength(); bit >= 0; bit--)
                {
                    BigInteger next = root + (BigInteger.One << bit);
                    root = next * next <= n ? next : root;
                }

                return new Rational(root, BigInteger.One << 140);
        }
    }
}
