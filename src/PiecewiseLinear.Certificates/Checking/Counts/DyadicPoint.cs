using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>A point integers / 2^exponent in the free inputs, read anew for every leaf. Doubles hold it exactly where they can.</summary>
internal sealed class DyadicPoint(int count)
{
    private readonly long[] _small = new long[count];
    private readonly BigInteger[] _large = new BigInteger[count];
    private readonly bool[] _isLarge = new bool[count];
    private readonly double[] _doubles = new double[count];

    public int Count => count;

    public int Exponent { get; set; }

    public void Set(int column, long value) => (_small[column], _isLarge[column]) = (value, false);

    public void Set(int column, BigInteger value) => (_large[column], _isLarge[column]) = (value, true);

    public BigInteger Numerator(int column) => _isLarge[column] ? _large[column] : _small[column];

    /// <summary>The coordinates in doubles; false if they are not exactly doubles of moderate size.</summary>
    public bool TryGetDoubles(out ReadOnlySpan<double> doubles)
    {
        double scale = Math.ScaleB(1, -Math.Min(Exponent, 200));
        bool exact = Exponent <= 200;
        for (int c = 0; c < count; c++)
        {
            exact &= !_isLarge[c] && Math.Abs(_small[c]) <= 1L << 53;
            _doubles[c] = _small[c] * scale;
        }

        doubles = _doubles;
        return exact;
    }

    /// <summary>The sign of row(point), for a row of integer coefficients and a constant.</summary>
    public int SignOf(ReadOnlySpan<BigInteger> row)
    {
        BigInteger value = row[^1] << Exponent;
        for (int c = 0; c < count; c++)
        {
            value += row[c] * Numerator(c);
        }

        return value.Sign;
    }
}
