using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Service;

/// <summary>Writes distances to the decision boundary as messages.</summary>
internal static class RadiusMessages
{
    public static V1.RadiusBounds Write(int index, RadiusProgress progress)
    {
        V1.RadiusBounds message = new() { Index = index, Lower = progress.Lower.RoundDown(), ElapsedMs = progress.Elapsed.TotalMilliseconds };
        if (progress.Upper is { } upper)
        {
            message.Upper = upper.RoundUp();
        }

        return message;
    }

    public static V1.RadiusResult Write(int index, string sha256, RadiusQuery query, RadiusAnswer answer, ResponseNumbers numbers)
    {
        V1.RadiusResult message = new()
        {
            Index = index,
            Sha256 = sha256,
            Evidence = answer.IsExact ? V1.Evidence.Certified : V1.Evidence.Enclosed,
            Norm = query.Norm switch { VectorNorm.L1 => V1.Norm.L1, VectorNorm.L2 => V1.Norm.L2, _ => V1.Norm.Linf },
            Lower = answer.Lower is { } lower ? numbers.LowerBound(lower.Value ?? Rational.FromDouble(lower.RoundDown())) : new V1.Numbers(),
            Upper = answer.Upper is { } upper ? numbers.UpperBound(upper.Value ?? Rational.FromDouble(upper.RoundUp())) : new V1.Numbers(),
            Label = answer.Label,
            None = answer.None,
            Incomplete = answer.Incomplete ?? string.Empty,
            Steps = answer.Steps,
            ElapsedMs = answer.Elapsed.TotalMilliseconds,
        };
        message.Certified.AddRange(RadiusEvidence.CertifiedFields(query, answer));
        if (answer.IsExact && answer.Upper is { } exact)
        {
            message.Exact = Fraction(exact.Value);
            message.Squared = Fraction(exact.Squared);
        }

        if (answer.Nearest is { } point)
        {
            message.Point = new V1.RationalVector();
            message.Point.Values.AddRange(point.Select(static x => new V1.Rational { Value = x.ToString() }));
        }

        if (answer.Other is { } other)
        {
            message.Other = other;
        }

        return message;
    }

    private static V1.Rational? Fraction(Rational? value) => value is { } fraction ? new V1.Rational { Value = fraction.ToString() } : null;
}
