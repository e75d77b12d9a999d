using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>A row of a cell.</summary>
/// <param name="Number">Its number in certificates (docs/certificates.md, 6.4).</param>
/// <param name="Full">The row in integers over all inputs.</param>
/// <param name="Restricted">The same in the coordinates that are searched, times their scale.</param>
/// <param name="Factor">A multiplier of the full row times this is one of the row as the network states it.</param>
internal readonly record struct CellRow(int Number, HalfSpace Full, HalfSpace Restricted, Rational Factor)
{
    /// <summary>A row in a space.</summary>
    public static CellRow Of(int number, HalfSpace full, Rational factor, CellSpace space) => new(number, full, space.Restrict(full), factor);

    /// <summary>A side of a part.</summary>
    public static CellRow OfSide(PartSide side, int inputs, CellSpace space)
    {
        BigInteger[] normal = new BigInteger[inputs];
        normal[side.Input] = side.Upper ? side.End.Denominator : -side.End.Denominator;
        return Of(
            (2 * side.Input) + (side.Upper ? 1 : 0), new HalfSpace(ImmutableArray.Create(normal), side.Upper ? side.End.Numerator : -side.End.Numerator), side.End.Denominator, space);
    }
}

/// <summary>A side of a part: x_input ≤ end (upper) or ≥ end.</summary>
internal readonly record struct PartSide(int Input, bool Upper, Rational End);
