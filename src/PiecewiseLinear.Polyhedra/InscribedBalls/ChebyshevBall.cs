using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A ball inside a polyhedron with proved bounds of the inradius, the largest radius of any ball inside: Lower ≤ inradius ≤ Upper.
/// </summary>
/// <remarks>
/// Lower end: every row has bᵢ − ⟨aᵢ, center⟩ ≥ lower·‖aᵢ‖* in the dual norm. Upper end: with ρ = Σλᵢaᵢ a ball of radius r has r·Σλᵢ‖aᵢ‖* ≤ Σλᵢbᵢ − ⟨ρ, center⟩, and
/// the last term is bounded over the box (ρ = 0 where a coordinate has no side there).
/// </remarks>
/// <param name="Norm">The norm of the ball.</param>
/// <param name="Center">The center of a ball of radius <paramref name="Lower"/> inside, d coordinates.</param>
/// <param name="Lower">The radius of that ball, positive.</param>
/// <param name="Upper">No ball inside is larger. Equal to <paramref name="Lower"/> when the inradius is known exactly.</param>
/// <param name="Multipliers">λ ≥ 0 for the upper end, not all zero, in the scale of the exact rows (only their ratios matter).</param>
public sealed record ChebyshevBall(
    VectorNorm Norm,
    ImmutableArray<Rational> Center,
    Rational Lower,
    Rational Upper,
    ImmutableArray<RowMultiplier> Multipliers)
{
    /// <summary>Whether the inradius is known exactly.</summary>
    public bool IsExact => Lower == Upper;

    /// <summary>A point strictly inside with short dyadic coordinates, within lower/32 of the center in any of the three norms.</summary>
    public ImmutableArray<Dyadic> ShortInteriorPoint() => ShortPoint(Center, Lower);

    /// <summary>Rounds each coordinate to a grid of step at most radius/(16·d): no norm of the change exceeds radius/32.</summary>
    internal static ImmutableArray<Dyadic> ShortPoint(ImmutableArray<Rational> center, Rational radius)
    {
        Rational step = radius / (16 * Math.Max(1, center.Length));
        int exponent = (int)((long)step.Numerator.GetBitLength() - (long)step.Denominator.GetBitLength()) - 1;
        return [.. center.Select(x => RoundToGrid(x, exponent))];
    }

    /// <summary>The multiple of 2^<paramref name="exponent"/> nearest to the number.</summary>
    internal static Dyadic RoundToGrid(Rational value, int exponent)
    {
        BigInteger dividend = value.Numerator << Math.Max(0, 1 - exponent);
        BigInteger divisor = value.Denominator << Math.Max(0, exponent - 1);
        BigInteger halves = BigInteger.DivRem(dividend, divisor, out BigInteger remainder);
        halves -= remainder.Sign < 0 ? BigInteger.One : BigInteger.Zero;
        return new Dyadic((halves + BigInteger.One) >> 1, exponent);
    }
}
