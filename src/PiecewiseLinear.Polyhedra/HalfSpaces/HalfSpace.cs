using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The closed half-space {x : ⟨normal, x⟩ ≤ offset} with integer data. Every half-space with rational data has this form after scaling by a
/// positive number, which changes nothing; two half-spaces are the same set iff their data are positive multiples of each other. Immutable.
/// </summary>
public sealed class HalfSpace
{
    private readonly DyadicRow? _form;
    private readonly bool _atLeastZero;
    private ImmutableArray<BigInteger> _normal;
    private BigInteger _offset;

    /// <summary>The half-space with the given integers.</summary>
    /// <param name="normal">The outward normal a.</param>
    /// <param name="offset">The right-hand side b.</param>
    public HalfSpace(ImmutableArray<BigInteger> normal, BigInteger offset)
    {
        _normal = normal;
        _offset = offset;
        Dimension = normal.Length;
    }

    private HalfSpace(DyadicRow form, bool atLeastZero)
    {
        _form = form;
        _atLeastZero = atLeastZero;
        Dimension = form.Columns - 1;
    }

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The outward normal a; all zero only for the trivial half-spaces (everything or nothing, by the sign of the offset).</summary>
    public ImmutableArray<BigInteger> Normal
    {
        get
        {
            Materialize();
            return _normal;
        }
    }

    /// <summary>The right-hand side b.</summary>
    public BigInteger Offset
    {
        get
        {
            Materialize();
            return _offset;
        }
    }

    /// <summary>Whether the normal is zero.</summary>
    public bool IsTrivial => Normal.All(static a => a.IsZero);

    /// <summary>
    /// The set where an affine form is ≥ 0 or ≤ 0: the form's d coefficients come first, its constant last. The integers are made when first asked for,
    /// most rows are decided in the double mirror and never need them.
    /// </summary>
    /// <param name="form">The form, d + 1 columns.</param>
    /// <param name="atLeastZero">Whether the set is {form ≥ 0} (else {form ≤ 0}).</param>
    public static HalfSpace OfForm(DyadicRow form, bool atLeastZero) => new(form, atLeastZero);

    /// <summary>The half-space with rational data, times their common denominator.</summary>
    /// <param name="normal">The outward normal a.</param>
    /// <param name="offset">The right-hand side b.</param>
    /// <returns>The half-space, and the positive number that its data were multiplied with.</returns>
    public static (HalfSpace Row, BigInteger Scale) OfRationals(ImmutableArray<Rational> normal, Rational offset)
    {
        (BigInteger[] integers, BigInteger scale) = RationalVector.ToHomogeneous([.. normal, offset]);
        return (new HalfSpace(ImmutableArray.Create(integers, 0, normal.Length), integers[^1]), scale);
    }

    /// <summary>
    /// Writes the row divided by 2^e, each number correctly rounded, and returns e; the largest coefficient of the normal is in [1, 2) before
    /// rounding, unless the offset is larger by more than 2^500 (then the scale keeps it finite).
    /// </summary>
    internal int Mirror(Span<double> normal, out double offset)
    {
        if (_form is not null)
        {
            Span<double> row = Dimension < 128 ? stackalloc double[Dimension + 1] : new double[Dimension + 1];
            int exponent = _form.Round(row) - _form.Exponent;
            double largest = 0d;
            for (int j = 0; j < Dimension; j++)
            {
                largest = Math.Max(largest, Math.Abs(row[j]));
            }

            int shift = largest == 0d ? 0 : -Math.ILogB(largest);
            if (shift < 64)
            {
                double factor = Math.ScaleB(_atLeastZero ? -1d : 1d, shift);
                for (int j = 0; j < Dimension; j++)
                {
                    normal[j] = row[j] * factor;
                }

                offset = -row[Dimension] * factor;
                return exponent - shift;
            }
        }

        return MirrorIntegers(normal, out offset);
    }

    private int MirrorIntegers(Span<double> normal, out double offset)
    {
        Materialize();
        long bits = 0;
        foreach (BigInteger a in _normal)
        {
            bits = Math.Max(bits, (long)BigInteger.Abs(a).GetBitLength());
        }

        bits = Math.Max(Math.Max(bits, 1), (long)BigInteger.Abs(_offset).GetBitLength() - 500);
        int exponent = (int)(bits - 1);
        for (int j = 0; j < Dimension; j++)
        {
            normal[j] = new Dyadic(_normal[j], -exponent).ToDoubleApproximate();
        }

        offset = new Dyadic(_offset, -exponent).ToDoubleApproximate();
        return exponent;
    }

    private void Materialize()
    {
        if (!_normal.IsDefault)
        {
            return;
        }

        // Two threads may both do this; they compute the same numbers, and the normal, which says that all is there, is written last.
        BigInteger[] normal = new BigInteger[Dimension];
        for (int j = 0; j < normal.Length; j++)
        {
            BigInteger a = _form!.IntegerAt(j);
            normal[j] = _atLeastZero ? -a : a;
        }

        BigInteger constant = _form!.IntegerAt(Dimension);
        _offset = _atLeastZero ? constant : -constant;
        Thread.MemoryBarrier();
        _normal = ImmutableArray.Create(normal);
    }
}
