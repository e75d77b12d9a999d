using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A rational point with a common denominator and a mirror in doubles, ready for the signs of many affine forms: <see cref="AffineFilter"/> decides where its
/// proven error bound allows, integers decide elsewhere.
/// </summary>
internal sealed class QueryPoint
{
    private readonly BigInteger[] _homogeneous;
    private readonly double[] _mirror;
    private readonly double[] _row;

    public QueryPoint(ImmutableArray<Rational> coordinates)
    {
        Coordinates = coordinates;
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(coordinates.AsSpan());
        _homogeneous = [.. numerators, denominator];
        _mirror = [.. coordinates.Select(static x => x.ToDoubleApproximate())];
        _row = new double[coordinates.Length + 1];
    }

    /// <summary>The d exact coordinates.</summary>
    public ImmutableArray<Rational> Coordinates { get; }

    /// <summary>The exact sign at the point of the affine form whose d + 1 coefficients the row holds, the constant last.</summary>
    public int Sign(DyadicRow form)
    {
        form.Round(_row);
        FilteredSign sign = _mirror.Length > AffineFilter.MaxTerms ? FilteredSign.Uncertain : AffineFilter.AffineSign(_row.AsSpan(.._mirror.Length), _mirror, -_row[^1], FilterInput.Rounded);
        return sign == FilteredSign.Uncertain ? form.Dot(_homogeneous).Sign : (int)sign;
    }
}
