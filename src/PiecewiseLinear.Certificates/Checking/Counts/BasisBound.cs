using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The check of a basis in doubles, every error accounted for: it answers true only where <see cref="ExactBasis"/> would accept, and leaves
/// the rest to it.
/// </summary>
/// <remarks>
/// <para>To be shown for a form w(x) = ⟨w, x⟩ + w₀, rows gᵢ and m columns P: the system Σλᵢgᵢ,ₚ = wₚ (p ∈ P) has one solution λ*, λ* ≥ 0, and the
/// maximum over the box of w − Σλ*ᵢgᵢ, which has no coefficients in P, is ≤ 0.</para>
/// <para>λ* (verified solution of a linear system; Rump, Acta Numerica 2010, section 10): B̂ is the matrix in doubles, R an approximate inverse, λ̂ = Rŵ. An affine
/// function that is at most e on the box has coefficients of at most e / half width, which bounds |B − B̂| and |w − ŵ|. With E = I − RB and ρ ≥ |w − Bλ̂|, if
/// q = max row sum |E| &lt; 1/2 then B is invertible and d = λ* − λ̂ satisfies |d| ≤ |R|ρ + |E||d|, so |dᵢ| ≤ aᵢ + qᵢ·2max(a) with a = |R|ρ.</para>
/// <para>The maximum: on the box w − Σλ*g ≤ ŵ + e_w + Σ(−λ̂ᵢĝᵢ + λ*ᵢeᵢ + |dᵢ|·sizeᵢ), and the maximum of the affine function ŵ − Σλ̂ᵢĝᵢ is taken at the ends,
/// all of whose roundings are below (m + k + 16)·2u·(size_w + Σ|λ̂ᵢ|sizeᵢ).</para>
/// </remarks>
internal sealed class BasisBound
{
    private readonly PathRows _rows;
    private readonly DoubleBox _box;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private readonly double[] _residual;
    private readonly double[] _moved;
    private readonly double[] _absolute;
    private double[] _matrix = [];
    private double[] _work = [];
    private double[] _inverse = [];
    private double[] _lambda = [];
    private double[] _delta = [];
    private double[] _residuals = [];
    private double[] _right = [];
    private double[] _errors = [];
    private double[] _halfWidths = [];
    private double[] _ones = [];

    public BasisBound(PathRows rows, DoubleBox box)
    {
        (_rows, _box) = (rows, box);
        (_lower, _upper) = (new double[rows.Stride], new double[rows.Stride]);
        (_residual, _moved, _absolute) = (new double[rows.Stride], new double[rows.Stride], new double[rows.Stride]);
        box.Lower.CopyTo(_lower, 0);
        box.Upper.CopyTo(_upper, 0);
        (_lower[box.Count], _upper[box.Count]) = (1, 1); // the factor of a form's constant
    }

    /// <summary>Whether doubles prove it.</summary>
    /// <param name="form">ŵ: coefficients and constant.</param>
    /// <param name="error">e_w.</param>
    /// <param name="size">size_w.</param>
    /// <param name="basis">The split rows.</param>
    /// <param name="columns">As many columns.</param>
    /// <param name="citable">Whether the side of a column (upper or not) may be charged; null for all.</param>
    public bool Proves(ReadOnlySpan<double> form, double error, double size, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns, Func<int, bool, bool>? citable)
    {
        int m = basis.Length;
        if (!(size <= ErrorBounds.Largest) || (m > 0 && !Solve(form, error, basis, columns)))
        {
            return false;
        }

        double slack = error, total = size, data = error;
        form.CopyTo(_residual);
        Span<Vector512<double>> residual = Lanes.Of(_residual.AsSpan());
        for (int i = 0; i < m; i++)
        {
            double weight = _lambda[i], width = _rows.Size(basis[i]);
            if (!(weight >= _delta[i]) || !(width <= ErrorBounds.Largest))
            {
                return false;
            }

            data += (weight + _delta[i]) * _errors[i];
            slack += ((weight + _delta[i]) * _errors[i]) + (_delta[i] * width);
            total += weight * width;
            ReadOnlySpan<Vector512<double>> row = Lanes.Of(_rows.OfNumber(_rows.SideCount + basis[i]));
            for (int v = 0; v < row.Length; v++)
            {
                residual[v] -= Vector512.Create(weight) * row[v];
            }
        }

        double rounding = (m + _box.Count + 16) * ErrorBounds.Unit * total;
        return (citable is null || MayBeCharged(form, data, basis, columns, citable))
            && Largest() + (((slack + rounding) * ErrorBounds.Outward) + ErrorBounds.Underflow) <= 0;
    }

    /// <summary>The largest value on the box of ŵ − Σλ̂ᵢĝᵢ.</summary>
    private double Largest()
    {
        ReadOnlySpan<Vector512<double>> residual = Lanes.Of(_residual), lower = Lanes.Of(_lower), upper = Lanes.Of(_upper);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int v = 0; v < residual.Length; v++)
        {
            sum += Vector512.Max(residual[v] * lower[v], residual[v] * upper[v]);
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Whether each column outside of P surely has a coefficient whose sign charges a side that may be charged.</summary>
    private bool MayBeCharged(ReadOnlySpan<double> form, double data, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns, Func<int, bool, bool> citable)
    {
        int m = basis.Length;
        form.CopyTo(_absolute);
        Array.Clear(_moved);
        Span<Vector512<double>> absolute = Lanes.Of(_absolute.AsSpan()), moved = Lanes.Of(_moved.AsSpan());
        for (int v = 0; v < absolute.Length; v++)
        {
            absolute[v] = Vector512.Abs(absolute[v]);
        }

        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<Vector512<double>> row = Lanes.Of(_rows.OfNumber(_rows.SideCount + basis[i]));
            for (int v = 0; v < row.Length; v++)
            {
                Vector512<double> coefficients = Vector512.Abs(row[v]);
                absolute[v] += Vector512.Create(_lambda[i]) * coefficients;
                moved[v] += Vector512.Create(_delta[i]) * coefficients;
            }
        }

        for (int c = 0; c < _box.Count; c++)
        {
            double error = (((data / _box.HalfWidth[c]) + _moved[c] + ((m + 4) * ErrorBounds.Unit * _absolute[c])) * ErrorBounds.Outward) + ErrorBounds.Underflow;
            if (!columns.Contains(c) && (!(Math.Abs(_residual[c]) > error) || !citable(c, _residual[c] > 0)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>λ̂ and a bound of |λ* − λ̂|; false if the system cannot be seen to be regular.</summary>
    private bool Solve(ReadOnlySpan<double> form, double error, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns)
    {
        int m = basis.Length, stride = Lanes.Padded(m);
        Grow(m, stride);
        Span<double> matrix = _matrix.AsSpan(0, m * stride), inverse = _inverse.AsSpan(0, m * stride);
        matrix.Clear();
        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<double> row = _rows.Row(basis[i]);
            for (int p = 0; p < m; p++)
            {
                matrix[(p * stride) + i] = row[columns[p]];
            }

            (_errors[i], _right[i], _halfWidths[i]) = (_rows.Error(basis[i]), form[columns[i]], _box.HalfWidth[columns[i]]);
        }

        if (!SmallInverse.TryInvert(matrix, _work, inverse, m) || !Lanes.AreModerate(matrix) || !Lanes.AreModerate(inverse))
        {
            return false;
        }

        for (int i = 0; i < m; i++)
        {
            _lambda[i] = Lanes.Dot(inverse.Slice(i * stride, stride), _right.AsSpan(0, stride));
        }

        return Enclose(error, m, stride);
    }

    private bool Enclose(double error, int m, int stride)
    {
        ReadOnlySpan<double> lambda = _lambda.AsSpan(0, stride), errors = _errors.AsSpan(0, stride);
        double unit = (m + 4) * ErrorBounds.Unit, data = error + Lanes.AbsoluteDot(lambda, errors), sumOfErrors = Lanes.AbsoluteDot(_ones.AsSpan(0, stride), errors);
        for (int p = 0; p < m; p++)
        {
            ReadOnlySpan<double> row = _matrix.AsSpan(p * stride, stride);
            double residual = _right[p] - Lanes.Dot(row, lambda), absolute = Math.Abs(_right[p]) + AbsoluteProducts(row, lambda);
            _residuals[p] = ((Math.Abs(residual) + (unit * absolute) + (data / _halfWidths[p])) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        }

        double largest = 0;
        for (int i = 0; i < m; i++)
        {
            _delta[i] = Lanes.AbsoluteDot(_inverse.AsSpan(i * stride, stride), _residuals.AsSpan(0, stride));
            largest = Math.Max(largest, _delta[i]);
        }

        for (int i = 0; i < m; i++)
        {
            ReadOnlySpan<double> inverse = _inverse.AsSpan(i * stride, m);
            double share = 0;
            for (int p = 0; p < m; p++)
            {
                share += Math.Abs(inverse[p]) / _halfWidths[p];
            }

            double defect = ((Lanes.Defect(inverse, _matrix.AsSpan(0, m * stride), i, _ones.AsSpan(0, stride)) + (share * sumOfErrors)) * ErrorBounds.Outward) + ErrorBounds.Underflow;
            if (!(defect < 0.5))
            {
                return false;
            }

            _delta[i] = ((_delta[i] + (2 * defect * largest)) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        }

        return true;
    }

    private static double AbsoluteProducts(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector512<double>> first = Lanes.Of(left), second = Lanes.Of(right);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int v = 0; v < first.Length; v++)
        {
            sum += Vector512.Abs(first[v] * second[v]);
        }

        return Vector512.Sum(sum);
    }

    private void Grow(int m, int stride)
    {
        if (_matrix.Length < m * stride)
        {
            (_matrix, _work, _inverse) = (new double[m * stride], new double[m * stride], new double[m * stride]);
            (_lambda, _delta, _residuals) = (new double[stride], new double[stride], new double[stride]);
            (_right, _errors, _halfWidths, _ones) = (new double[stride], new double[stride], new double[stride], new double[stride]);
            Array.Fill(_ones, 1);
        }

        // Lanes beyond m may hold a larger system's numbers.
        foreach (double[] lanes in (ReadOnlySpan<double[]>)[_lambda, _residuals, _right, _errors])
        {
            lanes.AsSpan(m).Clear();
        }
    }
}
