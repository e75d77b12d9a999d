using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The rows g(x) ≤ 0 of the splits on the path, each in doubles with its error and, once somebody asked, in integers (up to a positive factor).
/// A row is the neuron's form z where the inactive side was taken and −z where the active one was. With facets, sides of the box and
/// rows may be dropped; both are numbered as in <see cref="RegionCountSegment"/>: 2c and 2c + 1 the sides of column c, then the splits.
/// </summary>
internal sealed class PathRows(Domain domain, DoubleBox box)
{
    private double[] _coefficients = new double[64];
    private double[] _errors = new double[8];
    private double[] _sizes = new double[8];
    private BigInteger[]?[] _exact = new BigInteger[8][];
    private Func<BigInteger[]>?[] _compose = new Func<BigInteger[]>[8];
    private bool[] _dropped = new bool[(2 * box.Count) + 8];

    /// <summary>The number of split rows.</summary>
    public int Count { get; private set; }

    /// <summary>The number of sides and split rows.</summary>
    public int NumberCount => SideCount + Count;

    /// <summary>Twice the number of free inputs.</summary>
    public int SideCount => 2 * box.Count;

    public double Error(int row) => _errors[row];

    public double Size(int row) => _sizes[row];

    public bool IsDropped(int number) => _dropped[number];

    public void SetDropped(int number, bool dropped) => _dropped[number] = dropped;

    /// <summary>The coefficients and the constant of a split row.</summary>
    public ReadOnlySpan<double> Row(int row) => _coefficients.AsSpan(row * (box.Count + 1), box.Count + 1);

    /// <summary>The exact split row, scaled by something positive.</summary>
    public BigInteger[] Exact(int row) => _exact[row] ??= _compose[row]!();

    /// <summary>The exact side or split row of that number, scaled by something positive, as g ≤ 0.</summary>
    public BigInteger[] ExactOfNumber(int number)
    {
        if (number >= SideCount)
        {
            return Exact(number - SideCount);
        }

        BigInteger[] row = new BigInteger[box.Count + 1];
        bool upper = (number & 1) == 1;
        row[number / 2] = upper ? domain.EndDenominator : -domain.EndDenominator;
        row[^1] = upper ? -domain.UpperEnds[number / 2] : domain.LowerEnds[number / 2];
        return row;
    }

    /// <summary>The side or split row of that number in doubles: coefficients and constant into <paramref name="row"/>, then its error and size.</summary>
    public (double Error, double Size) OfNumber(int number, Span<double> row)
    {
        if (number >= SideCount)
        {
            Row(number - SideCount).CopyTo(row);
            return (_errors[number - SideCount], _sizes[number - SideCount]);
        }

        row.Clear();
        int c = number / 2;
        bool upper = (number & 1) == 1;
        row[c] = upper ? 1 : -1;
        row[^1] = upper ? -box.InnerUpper[c] : box.InnerLower[c];
        return (upper ? box.Upper[c] - box.InnerUpper[c] : box.InnerLower[c] - box.Lower[c], 2 * box.Reach[c]);
    }

    /// <summary>Appends sign · form.</summary>
    /// <param name="form">Coefficients and constant.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="error">The error of the form.</param>
    /// <param name="size">The size of the form.</param>
    /// <param name="exact">The exact row, the sign included.</param>
    public void Push(ReadOnlySpan<double> form, int sign, double error, double size, Func<BigInteger[]> exact)
    {
        int length = box.Count + 1;
        if (Count == _errors.Length)
        {
            Array.Resize(ref _errors, 2 * Count);
            Array.Resize(ref _sizes, 2 * Count);
            Array.Resize(ref _exact, 2 * Count);
            Array.Resize(ref _compose, 2 * Count);
        }

        while (_coefficients.Length < (Count + 1) * length)
        {
            Array.Resize(ref _coefficients, 2 * _coefficients.Length);
        }

        if (_dropped.Length <= NumberCount)
        {
            Array.Resize(ref _dropped, 2 * _dropped.Length);
        }

        for (int c = 0; c < length; c++)
        {
            _coefficients[(Count * length) + c] = sign * form[c];
        }

        (_errors[Count], _sizes[Count], _exact[Count], _compose[Count]) = (error, size, null, exact);
        _dropped[NumberCount] = false;
        Count++;
    }

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public void Pop(int count) => Count = count;
}
