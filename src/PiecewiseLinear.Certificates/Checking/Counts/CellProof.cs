using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// What can be proved about the current cell {x in the box : gᵢ(x) ≤ 0 for all split rows}: that a form is ≤ 0 on it, that a point is strictly
/// inside. Doubles first; what they leave open is decided in integers.
/// </summary>
internal sealed class CellProof
{
    private readonly PathRows _rows;
    private readonly DoubleBox _box;
    private readonly Domain _domain;
    private readonly BasisBound _bound;
    private readonly ExactBasis _exact;
    private int[] _basis = new int[8];
    private int[] _columns = new int[8];
    private int _basisLength;
    private int _columnsLength;

    public CellProof(PathRows rows, DoubleBox box, Domain domain)
    {
        (_rows, _box, _domain) = (rows, box, domain);
        (_bound, _exact) = (new BasisBound(rows, box), new ExactBasis(rows, domain));
    }

    /// <summary>The split rows of the basis that was read last.</summary>
    public ReadOnlySpan<int> Basis => _basis.AsSpan(0, _basisLength);

    private ReadOnlySpan<int> Columns => _columns.AsSpan(0, _columnsLength);

    /// <summary>Reads a basis up to its semicolon; its rows are below <paramref name="bound"/>.</summary>
    public void ReadBasis(ref EvidenceScanner text, int bound)
    {
        int k = _box.Count;
        _basisLength = text.At((byte)';') ? 0 : text.Indices(bound, ref _basis);
        _columnsLength = _basisLength;
        if (_basisLength > k)
        {
            throw text.Error($"a basis has at most {k} rows, found {_basisLength}");
        }

        if (_basisLength > 0 && _basisLength < k)
        {
            text.Expect("x"u8);
            int found = text.Indices(k, ref _columns);
            if (found != _basisLength)
            {
                throw text.Error($"expected as many columns as rows in a basis, found {found} and {_basisLength}");
            }
        }
        else
        {
            EveryColumn();
        }

        text.Expect(";"u8);
    }

    /// <summary>Whether the basis that was read proves in doubles that the form is ≤ 0 on the cell.</summary>
    public bool Bounds(ReadOnlySpan<double> form, double error, double size, Func<int, bool, bool>? citable)
        => _bound.Proves(form, error, size, Basis, Columns, citable);

    /// <summary>Why the basis that was read does not prove that the exact form is ≤ 0 on the cell, or null.</summary>
    public string? WhyNot(BigInteger[] form, Func<int, bool, bool>? citable) => _exact.WhyNot(form, Basis, Columns, citable);

    /// <summary>Why the point is not strictly inside of the cell, or null.</summary>
    public string? WhyNotInside(DyadicPoint point)
    {
        bool doubles = point.TryGetDoubles(out ReadOnlySpan<double> x);
        for (int c = 0; c < _box.Count; c++)
        {
            bool inside = doubles && x[c] > _box.InnerLower[c] && x[c] < _box.InnerUpper[c];
            BigInteger numerator = inside ? BigInteger.Zero : point.Numerator(c) * _domain.EndDenominator;
            if (!inside && (numerator <= _domain.LowerEnds[c] << point.Exponent || numerator >= _domain.UpperEnds[c] << point.Exponent))
            {
                return $"coordinate {c} is not strictly inside of the box";
            }
        }

        for (int row = 0; row < _rows.Count; row++)
        {
            if (!(doubles && Value(_rows.Row(row), x) < -Spread(_rows.Error(row), _rows.Size(row))) && point.SignOf(_rows.Exact(row)) >= 0)
            {
                return $"split {row} of the path is not strict there";
            }
        }

        return null;
    }

    /// <summary>How far the double value of a form at a point of the box may be from the exact one.</summary>
    public double Spread(double error, double size)
        => size <= ErrorBounds.Largest ? ((error + ((_box.Count + 4) * ErrorBounds.Unit * size)) * ErrorBounds.Outward) + ErrorBounds.Underflow : double.PositiveInfinity;

    /// <summary>The double value of a form.</summary>
    public static double Value(ReadOnlySpan<double> form, ReadOnlySpan<double> x)
    {
        double value = form[^1];
        for (int c = 0; c < x.Length; c++)
        {
            value += form[c] * x[c];
        }

        return value;
    }

    /// <summary>Whether doubles prove that a form is not identically zero.</summary>
    public bool IsNonzero(ReadOnlySpan<double> form, double error, double size)
    {
        double most = form[^1], least = form[^1], spread = Spread(error, size);
        for (int c = 0; c < _box.Count; c++)
        {
            double low = form[c] * _box.InnerLower[c], high = form[c] * _box.InnerUpper[c];
            most += Math.Max(low, high);
            least += Math.Min(low, high);
        }

        return most > spread || -least > spread;
    }

    private void EveryColumn()
    {
        if (_columns.Length < _columnsLength)
        {
            _columns = new int[_columnsLength];
        }

        for (int c = 0; c < _columnsLength; c++)
        {
            _columns[c] = c;
        }
    }
}
