using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The largest inscribed ball of a region: a ball inside it, and multipliers (or a ray) that bound every other.</summary>
internal sealed class BallCheck(RegionRows rows, Domain domain, VectorNorm norm)
{
    /// <summary>Bits after the point of the lower bound of a Euclidean norm that is irrational.</summary>
    private const int RootBits = 256;

    public static string? Check(BallEvidence ball, RegionRows rows, Domain domain)
    {
        BallCheck check = new(rows, domain, ball.Norm);
        return domain.FreeCount == 0 ? "with every input fixed there is no ball"
            : check.CheckLower(ball) ?? (ball.Upper is { } upper ? check.CheckUpper(ball, upper) : check.CheckRay(ball));
    }

    private string? CheckLower(BallEvidence ball)
    {
        if (domain.WhyNoPoint("the center", ball.Center) is { } reason)
        {
            return reason;
        }

        if (ball.Lower.Sign < 0)
        {
            return $"the radius {ball.Lower} is negative";
        }

        IntegerPoint center = domain.FreeCoordinates(ball.Center);
        BigInteger radius = ball.Lower.Numerator * center.Denominator;
        foreach ((RowReference name, IntegerRow row) in rows.All)
        {
            BigInteger slack = row.ScaledSlack(center) * ball.Lower.Denominator;
            bool inside = slack.Sign >= 0
                && (norm == VectorNorm.L2 ? slack * slack >= radius * radius * row.Dot(row.Normal) : slack >= radius * DualNorm(row));
            if (!inside)
            {
                return $"the ball of radius {ball.Lower} is not inside row {name}";
            }
        }

        return null;
    }

    private string? CheckUpper(BallEvidence ball, Rational upper)
    {
        if (ball.Ray is not null)
        {
            return "a ray is given, but the upper bound is finite";
        }

        if (Combination.Resolve(ball.Multipliers, rows.Find, "a row of this region", out List<(IntegerRow, Rational)> terms) is { } reason)
        {
            return reason;
        }

        Rational scale = terms.Aggregate(Rational.Zero, (sum, term) => sum + (term.Item2 * NormFromBelow(term.Item1)));
        if (scale.Sign <= 0)
        {
            return "the multipliers are all on rows without a normal";
        }

        Combination combination = Combination.Of(domain.FreeCount, terms);
        BigInteger bound = combination.Offset * domain.EndDenominator;
        for (int c = 0; c < domain.FreeCount; c++)
        {
            BigInteger residual = combination.Normal[c];
            if (!residual.IsZero && domain.Box is null)
            {
                return $"without a box the multipliers must cancel; they do not at input {domain.FreeInputs[c]}";
            }

            bound -= residual.IsZero ? BigInteger.Zero : residual * (residual.Sign > 0 ? domain.LowerEnds[c] : domain.UpperEnds[c]);
        }

        return upper * scale >= new Rational(bound, combination.Denominator * domain.EndDenominator)
            ? null
            : $"the multipliers do not prove the upper bound {upper}";
    }

    private string? CheckRay(BallEvidence ball)
    {
        if (ball.Ray is not { } ray || !ball.Multipliers.IsEmpty)
        {
            return "an infinite radius needs a ray and no multipliers";
        }

        if (domain.WhyNoPoint("the ray", ray, direction: true) is { } reason)
        {
            return reason;
        }

        IntegerPoint direction = domain.FreeCoordinates(ray);
        foreach ((RowReference name, IntegerRow row) in rows.All)
        {
            if (!row.IsConstant && row.Dot(direction.Numerators).Sign >= 0)
            {
                return $"the ray does not lead away from row {name}";
            }
        }

        return null;
    }

    /// <summary>‖normal‖ in the dual norm (1 ↔ ∞), in the row's integers.</summary>
    private BigInteger DualNorm(IntegerRow row)
        => norm == VectorNorm.L1
            ? row.Normal.Aggregate(BigInteger.Zero, static (most, a) => BigInteger.Max(most, BigInteger.Abs(a)))
            : row.Normal.Aggregate(BigInteger.Zero, static (sum, a) => sum + BigInteger.Abs(a));

    /// <summary>The dual norm of the row; for l2 g·√s with g the content of the normal, √s rounded down to a multiple of 2⁻²⁵⁶ (exact if rational).</summary>
    private Rational NormFromBelow(IntegerRow row)
    {
        if (norm != VectorNorm.L2 || row.IsConstant)
        {
            return new Rational(DualNorm(row), row.Denominator);
        }

        BigInteger content = row.Normal.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        BigInteger square = row.Dot(row.Normal) / (content * content);
        return new Rational(content * IntegerVectors.SquareRoot(square << (2 * RootBits)), row.Denominator << RootBits);
    }
}
