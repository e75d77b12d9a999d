using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Whether k rows meet in one point at which every other row of the cell is strict. Near that point the cell is the cone of the k independent
/// rows, so each of them is a facet.
/// </summary>
/// <remarks>
/// In doubles, with y(x) the k rows as a map: points q₀ … q_k are guessed around the vertex such that y(q₀) &lt; 0 and y(qᵣ) is positive in r alone. If, errors
/// included, those signs are right, the matrix Y with columns y(q₁) … y(q_k) has strictly dominant diagonal in every row, and every other row is negative at all the points, then it is a
/// simple vertex: Y is an M-matrix, so ν = −Y⁻¹y(q₀) ≥ 0, and v = (q₀ + Σνᵣqᵣ) / (1 + Σνᵣ) lies among the points and has y(v) = 0; y is regular
/// because its image contains 0 and the independent columns of Y. The error e of a row is doubled, since it holds on the box and the points may be outside of it by half its half width.
/// </remarks>
internal sealed class SimpleVertex(PathRows rows, DoubleBox box)
{
    private readonly double[] _matrix = new double[box.Count * box.Count];
    private readonly double[] _inverse = new double[box.Count * box.Count];
    private readonly double[] _vertex = new double[box.Count];
    private readonly double[] _row = new double[box.Count + 1];
    private readonly double[] _points = new double[(box.Count + 1) * box.Count];

    /// <summary>Why not, or null.</summary>
    /// <param name="numbers">k numbers of rows, ascending, not dropped.</param>
    public string? WhyNot(ReadOnlySpan<int> numbers) => Proves(numbers) ? null : WhyNotExactly(numbers);

    internal string? WhyNotExactly(ReadOnlySpan<int> numbers)
    {
        int k = box.Count;
        BigInteger[][] system = new BigInteger[k][];
        for (int i = 0; i < k; i++)
        {
            system[i] = [.. rows.ExactOfNumber(numbers[i])];
            system[i][k] = -system[i][k];
        }

        if (FractionFreeSolution.Of(system) is not { } vertex)
        {
            return "its rows meet in no single point";
        }

        for (int number = 0; number < rows.NumberCount; number++)
        {
            if (!rows.IsDropped(number) && !numbers.Contains(number))
            {
                BigInteger[] row = rows.ExactOfNumber(number);
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
        int k = box.Count;
        for (int i = 0; i < k; i++)
        {
            _ = rows.OfNumber(numbers[i], _row);
            _row.AsSpan(0, k).CopyTo(_matrix.AsSpan(i * k, k));
            _vertex[i] = -_row[k];
        }

        if (k == 0 || !SmallInverse.TryInvert(_matrix, _inverse, k))
        {
            return false;
        }

        PlacePoints(Step(numbers));
        for (int p = 0; p < _points.Length; p++)
        {
            int c = p % k;
            if (!(_points[p] >= box.InnerLower[c] - (box.HalfWidth[c] / 2) && _points[p] <= box.InnerUpper[c] + (box.HalfWidth[c] / 2)))
            {
                return false;
            }
        }

        for (int number = 0; number < rows.NumberCount; number++)
        {
            if (!rows.IsDropped(number) && !HasSigns(number, numbers.IndexOf(number)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Replaces the offsets by the vertex and returns how far from the k rows the points may be for the other rows to stay strict (a guess).</summary>
    private double Step(ReadOnlySpan<int> numbers)
    {
        int k = box.Count;
        Span<double> offsets = k <= 64 ? stackalloc double[k] : new double[k];
        _vertex.CopyTo(offsets);
        for (int c = 0; c < k; c++)
        {
            _vertex[c] = Dot(_inverse.AsSpan(c * k, k), offsets);
        }

        double step = double.MaxValue;
        for (int number = 0; number < rows.NumberCount; number++)
        {
            if (rows.IsDropped(number) || numbers.Contains(number))
            {
                continue;
            }

            _ = rows.OfNumber(number, _row);
            double slack = -(Dot(_row.AsSpan(0, k), _vertex) + _row[k]), speed = 0;
            for (int i = 0; i < k; i++)
            {
                double along = 0;
                for (int c = 0; c < k; c++)
                {
                    along += _row[c] * _inverse[(c * k) + i];
                }

                speed += Math.Abs(along);
            }

            step = Math.Min(step, slack / (((4 * k) + 4) * speed));
        }

        for (int i = 0; i < k; i++)
        {
            for (int c = 0; c < k; c++)
            {
                step = Math.Min(step, box.HalfWidth[c] / (((16 * k) + 4) * k * Math.Abs(_inverse[(c * k) + i])));
            }
        }

        return step;
    }

    /// <summary>The points with y(q₀) = −s everywhere and y(qᵣ) = 2k·s at r instead.</summary>
    private void PlacePoints(double step)
    {
        int k = box.Count;
        for (int c = 0; c < k; c++)
        {
            double sum = 0;
            for (int i = 0; i < k; i++)
            {
                sum += _inverse[(c * k) + i];
            }

            for (int r = 0; r <= k; r++)
            {
                double along = r == 0 ? 0 : ((2 * k) + 1) * _inverse[(c * k) + r - 1];
                _points[(r * k) + c] = _vertex[c] + (step * (along - sum));
            }
        }
    }

    /// <summary>Whether the row has, errors included, the signs that it should at all points; and its diagonal dominates if it is the r-th of the k.</summary>
    private bool HasSigns(int number, int own)
    {
        int k = box.Count;
        (double error, double size) = rows.OfNumber(number, _row);
        double spread = (((2 * error) + ((k + 4) * 2 * ErrorBounds.Unit * size)) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        double diagonal = 0, others = 0;
        for (int r = 0; r <= k; r++)
        {
            double value = Dot(_row.AsSpan(0, k), _points.AsSpan(r * k, k)) + _row[k];
            bool positive = own >= 0 && r == own + 1;
            if (!(positive ? value > spread : -value > spread) || !(size <= ErrorBounds.Largest))
            {
                return false;
            }

            diagonal = positive ? value - spread : diagonal;
            others += positive || r == 0 ? 0 : spread - value;
        }

        return own < 0 || diagonal > others * ErrorBounds.Outward;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int c = 0; c < left.Length; c++)
        {
            sum += left[c] * right[c];
        }

        return sum;
    }
}
