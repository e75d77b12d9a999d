using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The rows g(x) ≤ 0 of the splits on the path, each in doubles with its error and, once somebody asked, in integers (up to a positive factor).
/// A row is the neuron's form z where the inactive side was taken and −z where the active one was. With facets, sides of the box and
/// rows may be dropped; both are numbered as in <see cref="RegionCountSegment"/>: 2c and 2c + 1 the sides of column c, then the splits.
/// </summary>
internal sealed class PathRows
{
    private readonly Domain _domain;
    private readonly int _length;
    private double[] _coefficients;
    private double[] _errors;
    private double[] _sizes;
    private BigInteger[]?[] _exact = new BigInteger[8][];
    private Func<BigInteger[]>?[] _compose = new Func<BigInteger[]>[8];
    private bool[] _dropped;

    public PathRows(Domain domain, DoubleBox box)
    {
        _domain = domain;
        _length = box.Count + 1;
        SideCount = 2 * box.Count;
        Stride = Lanes.Padded(_length);
        (_coefficients, _errors, _sizes, _dropped) = (new double[(SideCount + 8) * Stride], new double[SideCount + 8], new double[SideCount + 8], new bool[SideCount + 8]);
        for (int number = 0; number < SideCount; number++)
        {
            int c = number / 2;
            bool upper = (number & 1) == 1;
            _coefficients[(number * Stride) + c] = upper ? 1 : -1;
            _coefficients[(number * Stride) + box.Count] = upper ? -box.InnerUpper[c] : box.InnerLower[c];
            _errors[number] = upper ? box.Upper[c] - box.InnerUpper[c] : box.InnerLower[c] - box.Lower[c];
            _sizes[number] = 2 * box.Reach[c];
        }
    }

    /// <summary>The length of a row with its padding (<see cref="Lanes"/>).</summary>
    public int Stride { get; }

    /// <summary>The number of split rows.</summary>
    public int Count { get; private set; }

    /// <summary>The number of sides and split rows.</summary>
    public int NumberCount => SideCount + Count;

    /// <summary>Twice the number of free inputs.</summary>
    public int SideCount { get; }

    public double Error(int row) => _errors[SideCount + row];

    public double Size(int row) => _sizes[SideCount + row];

    public double ErrorOfNumber(int number) => _errors[number];

    public double SizeOfNumber(int number) => _sizes[number];

    public bool IsDropped(int number) => _dropped[number];

    public void SetDropped(int number, bool dropped) => _dropped[number] = dropped;

    /// <summary>The coefficients and the constant of a split row.</summary>
    public ReadOnlySpan<double> Row(int row) => _coefficients.AsSpan((SideCount + row) * Stride, _length);

    /// <summary>The coefficients and the constant of a side or split row, padded.</summary>
    public ReadOnlySpan<double> OfNumber(int number) => _coefficients.AsSpan(number * Stride, Stride);

    /// <summary>The exact split row, scaled by something positive.</summary>
    public BigInteger[] Exact(int row) => _exact[row] ??= _compose[row]!();

    /// <summary>The exact side or split row of that number, scaled by something positive, as g ≤ 0.</summary>
    public BigInteger[] ExactOfNumber(int number)
    {
        if (number >= SideCount)
        {
            return Exact(number - SideCount);
        }

        BigInteger[] row = new BigInteger[_length];
        bool upper = (number & 1) == 1;
        row[number / 2] = upper ? _domain.EndDenominator : -_domain.EndDenominator;
        row[^1] = upper ? -_domain.UpperEnds[number / 2] : _domain.LowerEnds[number / 2];
        return row;
    }

    /// <summary>Appends sign · form.</summary>
    /// <param name="form">Coefficients and constant.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="error">The error of the form.</param>
    /// <param name="size">The size of the form.</param>
    /// <param name="exact">The exact row, the sign included.</param>
    public void Push(ReadOnlySpan<double> form, int sign, double error, double size, Func<BigInteger[]> exact)
    {
        if (Count == _exact.Length)
        {
            Array.Resize(ref _exact, 2 * Count);
            Array.Resize(ref _compose, 2 * Count);
        }

        int number = NumberCount;
        if (number == _errors.Length)
        {
            Array.Resize(ref _errors, 2 * number);
            Array.Resize(ref _sizes, 2 * number);
            Array.Resize(ref _dropped, 2 * number);
            Array.Resize(ref _coefficients, 2 * number * Stride);
        }

        for (int c = 0; c < _length; c++)
        {
            _coefficients[(number * Stride) + c] = sign * form[c];
        }

        (_errors[number], _sizes[number], _dropped[number]) = (error, size, false);
        (_exact[Count], _compose[Count]) = (null, exact);
        Count++;
    }

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public void Pop(int count) => Count = count;
}
