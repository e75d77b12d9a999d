using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>A row ⟨a, x⟩ ≤ b of a cell.</summary>
/// <param name="Number">Its number in certificates (docs/certificates.md, 6.4).</param>
/// <param name="Row">The row times a positive number that makes it integer.</param>
/// <param name="Factor">That number: a multiplier of <paramref name="Row"/> times this is one of the row as the network states it.</param>
internal readonly record struct CellRow(int Number, HalfSpace Row, Rational Factor)
{
    /// <summary>The row form/divisor ≥ 0 or ≤ 0; integer row = form/2^e, so that the factor is divisor/2^e.</summary>
    public static CellRow OfForm(int number, DyadicRow form, BigInteger divisor, bool atLeastZero)
        => new(number, HalfSpace.OfForm(form, atLeastZero), new Dyadic(BigInteger.One, -form.Exponent).ToRational() * divisor);

    /// <summary>A row of rational numbers.</summary>
    public static CellRow Of(int number, ImmutableArray<Rational> normal, Rational offset)
    {
        (HalfSpace row, BigInteger scale) = HalfSpace.OfRationals(normal, offset);
        return new CellRow(number, row, scale);
    }

    /// <summary>A side of a part.</summary>
    public static CellRow OfSide(PartSide side, int inputs)
    {
        BigInteger[] normal = new BigInteger[inputs];
        normal[side.Input] = side.Upper ? side.End.Denominator : -side.End.Denominator;
        return new CellRow(
            (2 * side.Input) + (side.Upper ? 1 : 0), new HalfSpace(ImmutableArray.Create(normal), side.Upper ? side.End.Numerator : -side.End.Numerator), side.End.Denominator);
    }
}

/// <summary>A side of a part: x_input ≤ end (upper) or ≥ end.</summary>
internal readonly record struct PartSide(int Input, bool Upper, Rational End);
