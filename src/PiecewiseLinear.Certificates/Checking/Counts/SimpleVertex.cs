using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Whether k rows meet in one point at which every other row of the cell is strict. Near that point the cell is the cone of the k independent
/// rows, so each of them is a facet.
/// </summary>
/// <remarks>
/// In doubles (verified solution of a linear system; Rump, Acta Numerica 2010, section 10): the point v* where the k rows g vanish is enclosed. With v̂ a guess, B the exact matrix of the k rows, R an approximate
/// inverse, E = I − RB and ρ ≥ |g(v̂)|, d = v* − v̂ satisfies d = −Rg(v̂) + Ed. Measure coordinate c in units of the half width w_c: if q_c = Σ|E_cj|w_j / w_c is below 1/2 for every c, then B is invertible and
/// |d_c| ≤ a_c + 2·q_c·w_c·max(aⱼ/wⱼ) with a = |R|ρ. An affine function that is at most e on the box has coefficients of at most e / half width, which bounds |B − B̂|, and is at most 2e where
/// a point leaves the box by half its half width, which v̂ and v* must not exceed. Every other row must then be negative on all of v̂ ± |d|.
/// </remarks>
internal sealed class SimpleVertex
{
    private readonly PathRows _rows;
    private readonly DoubleBox _box;
    private readonly int _side;
    private readonly double[] _matrix;
    private readonly double[] _work;
    private readonly double[] _inverse;
    private readonly double[] _offsets;
    private readonly double[] _errors;
    private readonly double[] _residuals;
    private readonly double[] _halfWidths;
    private readonly double[] _defects;
    private readonly double[] _point;
    private readonly double[] _radius;

    public SimpleVertex(PathRows rows, DoubleBox box)
    {
        (_rows, _box) = (rows, box);
        _side = Lanes.Padded(box.Count);
        (_matrix, _work, _inverse) = (new double[box.Count * _side], new double[box.Count * _side], new double[box.Count * _side]);
        (_offsets, _errors, _residuals, _halfWidths, _defects) = (new double[_side], new double[_side], new double[_side], new double[_side], new double[_side]);
        (_point, _radius) = (new double[rows.Stride], new double[rows.Stride]);
        box.HalfWidth.CopyTo(_halfWidths, 0);
        _point[box.Count] = 1; // the factor of a row's constant
    }

    /// <summary>Why not, or null.</summary>
    /// <param name="numbers">k numbers of rows, ascending, not dropped.</param>
    public string? WhyNot(ReadOnlySpan<int> numbers) => Proves(numbers) ? null : WhyNotExactly(numbers);

    internal string? WhyNotExactly(ReadOnlySpan<int> numbers)
    {
        int k = _box.Count;
        BigInteger[][] system = new BigInteger[k][];
        for (int i = 0; i < k; i++)
        {
            system[i] = [.. _rows.ExactOfNumber(numbers[i])];
            system[i][k] = -system[i][k];
        }

        if (FractionFreeSolution.Of(system) is not { } vertex)
        {
            return "its rows meet in no single point";
        }

        for (int number = 0; number < _rows.NumberCount; number++)
        {
            if (!_rows.IsDropped(number) && !numbers.Contains(number))
            {
                BigInteger[] row = _rows.ExactOfNumber(number);
                BigInteger value = row[k] * vertex.Scale;
                for (int c = 0; c < k; c++)
                {
                    value += row[c] * vertex.Weights[c];
                }

                if (value.Sign >= 0)
                {
                    return $"row {number} is not strict there";
                }
            }
        }

        return null;
    }

    internal bool Proves(ReadOnlySpan<int> numbers)
    {
        int k = _box.Count;
        if (k == 0)
        {
            return false;
        }

        for (int i = 0; i < k; i++)
        {
            ReadOnlySpan<double> row = _rows.OfNumber(numbers[i]);
            row[..k].CopyTo(_matrix.AsSpan(i * _side, k));
            (_offsets[i], _errors[i]) = (-row[k], _rows.ErrorOfNumber(numbers[i]));
        }

        if (!SmallInverse.TryInvert(_matrix, _work, _inverse, k) || !Lanes.AreModerate(_matrix) || !Lanes.AreModerate(_inverse))
        {
            return false;
        }

        for (int c = 0; c < k; c++)
        {
            _point[c] = Lanes.Dot(_inverse.AsSpan(c * _side, _side), _offsets);
        }

        return Enclose(numbers) && OthersAreStrict(numbers);
    }

    /// <summary>Encloses the point where the k rows vanish in <see cref="_point"/> ± <see cref="_radius"/>; false when they cannot be seen to be independent.</summary>
    private bool Enclose(ReadOnlySpan<int> numbers)
    {
        int k = _box.Count;
        for (int i = 0; i < k; i++)
        {
            _residuals[i] = Math.Abs(Lanes.Dot(_rows.OfNumber(numbers[i]), _point)) + Spread(numbers[i]);
        }

        double largest = 0;
        for (int c = 0; c < k; c++)
        {
            ReadOnlySpan<double> inverse = _inverse.AsSpan(c * _side, _side);
            double defect = Lanes.Defect(inverse[..k], _matrix, c, _halfWidths) + (k * Lanes.AbsoluteDot(inverse, _errors));
            _defects[c] = ((defect / _box.HalfWidth[c]) * ErrorBounds.Outward) + ErrorBounds.Underflow;
            _radius[c] = Lanes.AbsoluteDot(inverse, _residuals);
            largest = Math.Max(largest, _radius[c] / _box.HalfWidth[c]);
            if (!(_defects[c] < 0.5))
            {
                return false;
            }
        }

        for (int c = 0; c < k; c++)
        {
            _radius[c] = ((_radius[c] + (2 * _defects[c] * largest * _box.HalfWidth[c])) * ErrorBounds.Outward) + ErrorBounds.Underflow;
            if (!(_point[c] - _radius[c] >= _box.InnerLower[c] - (_box.HalfWidth[c] / 2) && _point[c] + _radius[c] <= _box.InnerUpper[c] + (_box.HalfWidth[c] / 2)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether all rows but the k are negative in the whole enclosure.</summary>
    private bool OthersAreStrict(ReadOnlySpan<int> numbers)
    {
        int own = 0;
        for (int number = 0; number < _rows.NumberCount; number++)
        {
            if (own < numbers.Length && numbers[own] == number)
            {
                own++;
            }
            else if (!_rows.IsDropped(number))
            {
                ReadOnlySpan<double> row = _rows.OfNumber(number);
                if (!(-Lanes.Dot(row, _point) > (Lanes.AbsoluteDot(row, _radius) * ErrorBounds.Outward) + Spread(number)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>How far the double value of a row may be from the exact one at a point at most half a half width outside of the _box.</summary>
    private double Spread(int number)
    {
        double size = _rows.SizeOfNumber(number);
        return size <= ErrorBounds.Largest
            ? (((2 * _rows.ErrorOfNumber(number)) + ((_box.Count + 4) * 2 * ErrorBounds.Unit * size)) * ErrorBounds.Outward) + ErrorBounds.Underflow : double.PositiveInfinity;
    }
}
