using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The open ball ‖x − x₀‖ &lt; r; r for norms 1 and ∞, r² for norm 2.</summary>
internal sealed record OpenBall(ImmutableArray<Rational> Center, VectorNorm Norm, Rational Radius)
{
    /// <summary>
    /// Whether no point of the ball satisfies ⟨a, x⟩ ≤ b: t = ⟨a, x₀⟩ − b is above 0 and at least r times the dual norm of a. By Hölder's inequality t ≤ ⟨a, x₀ − x⟩ ≤ ‖a‖‖x − x₀‖ for such x; for a = 0 there is none at all.
    /// </summary>
    public bool Avoids(ReadOnlySpan<Rational> normal, Rational bound)
    {
        Rational t = -bound;
        for (int j = 0; j < normal.Length; j++)
        {
            t += normal[j] * Center[j];
        }

        return t.Sign > 0 && (Norm == VectorNorm.L2 ? t * t : t) >= Radius * Length(Norm.Dual(), normal);
    }

    /// <summary>The norm of a vector, for norm 2 its square.</summary>
    public static Rational Length(VectorNorm norm, ReadOnlySpan<Rational> vector)
    {
        Rational length = Rational.Zero;
        foreach (Rational v in vector)
        {
            length = norm switch
            {
                VectorNorm.L1 => length + Rational.Abs(v),
                VectorNorm.L2 => length + (v * v),
                VectorNorm.LInf => Rational.Max(length, Rational.Abs(v)),
                _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "expected L1, L2 or LInf"),
            };
        }

        return length;
    }

    /// <summary>The distance of two points, for norm 2 its square.</summary>
    public static Rational Distance(VectorNorm norm, ReadOnlySpan<Rational> first, ReadOnlySpan<Rational> second)
    {
        Rational[] difference = new Rational[first.Length];
        for (int j = 0; j < difference.Length; j++)
        {
            difference[j] = first[j] - second[j];
        }

        return Length(norm, difference);
    }
}
