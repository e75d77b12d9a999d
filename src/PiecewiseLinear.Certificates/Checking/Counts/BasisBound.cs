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
internal sealed class BasisBound(PathRows rows, DoubleBox box)
{
    private readonly double[] _residual = new double[box.Count];
    private readonly double[] _residualError = new double[box.Count];
    private double[] _matrix = [];
    private double[] _inverse = [];
    private double[] _lambda = [];
    private double[] _delta = [];
    private double[] _sums = [];

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

        double bound = form[^1], slack = error, total = size;
        for (int i = 0; i < m; i++)
        {
            double weight = _lambda[i], width = rows.Size(basis[i]);
            if (!(weight >= _delta[i]) || !(width <= ErrorBounds.Largest))
            {
                return false;
            }

            bound -= weight * rows.Row(basis[i])[^1];
            slack += ((weight + _delta[i]) * rows.Error(basis[i])) + (_delta[i] * width);
            total += weight * width;
        }

        Residual(form, error, basis);
        for (int c = 0; c < box.Count; c++)
        {
            double residual = _residual[c];
            bound += Math.Max(residual * box.Lower[c], residual * box.Upper[c]);
            if (citable is not null && !columns.Contains(c) && (!(Math.Abs(residual) > _residualError[c]) || !citable(c, residual > 0)))
            {
                return false;
            }
        }

        double rounding = (m + box.Count + 16) * ErrorBounds.Unit * total;
        return bound + (((slack + rounding) * ErrorBounds.Outward) + ErrorBounds.Underflow) <= 0;
    }

    /// <summary>ŵ − Σλ̂ᵢĝᵢ without the constant, and how far w − Σλ*ᵢgᵢ may be from it.</summary>
    private void Residual(ReadOnlySpan<double> form, double error, ReadOnlySpan<int> basis)
    {
        for (int c = 0; c < box.Count; c++)
        {
            double residual = form[c], data = error, absolute = Math.Abs(form[c]), moved = 0;
            for (int i = 0; i < basis.Length; i++)
            {
                double coefficient = rows.Row(basis[i])[c];
                residual -= _lambda[i] * coefficient;
                absolute += Math.Abs(_lambda[i] * coefficient);
                moved += _delta[i] * Math.Abs(coefficient);
                data += (_lambda[i] + _delta[i]) * rows.Error(basis[i]);
            }

            _residual[c] = residual;
            _residualError[c] = (((data / box.HalfWidth[c]) + moved + ((basis.Length + 4) * ErrorBounds.Unit * absolute)) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        }
    }

    /// <summary>λ̂ and a bound of |λ* − λ̂|; false if the system cannot be seen to be regular.</summary>
    private bool Solve(ReadOnlySpan<double> form, double error, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns)
    {
        int m = basis.Length;
        Grow(m);
        for (int p = 0; p < m; p++)
        {
            for (int i = 0; i < m; i++)
            {
                _matrix[(p * m) + i] = rows.Row(basis[i])[columns[p]];
            }
        }

        if (!SmallInverse.TryInvert(_matrix, _inverse, m) || !IsModerate(_matrix, m) || !IsModerate(_inverse, m))
        {
            return false;
        }

        for (int i = 0; i < m; i++)
        {
            double sum = 0;
            for (int p = 0; p < m; p++)
            {
                sum += _inverse[(i * m) + p] * form[columns[p]];
            }

            _lambda[i] = sum;
        }

        return Enclose(form, error, basis, columns);
    }

    private bool Enclose(ReadOnlySpan<double> form, double error, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns)
    {
        int m = basis.Length;
        double unit = (m + 4) * ErrorBounds.Unit, data = error;
        for (int i = 0; i < m; i++)
        {
            data += Math.Abs(_lambda[i]) * rows.Error(basis[i]);
        }

        Span<double> rho = _sums.AsSpan(0, m);
        for (int p = 0; p < m; p++)
        {
            double residual = form[columns[p]], absolute = Math.Abs(residual);
            for (int i = 0; i < m; i++)
            {
                double product = _matrix[(p * m) + i] * _lambda[i];
                residual -= product;
                absolute += Math.Abs(product);
            }

            rho[p] = ((Math.Abs(residual) + (unit * absolute) + (data / box.HalfWidth[columns[p]])) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        }

        double largest = 0;
        for (int i = 0; i < m; i++)
        {
            double sum = 0;
            for (int p = 0; p < m; p++)
            {
                sum += Math.Abs(_inverse[(i * m) + p]) * rho[p];
            }

            _delta[i] = sum;
            largest = Math.Max(largest, sum);
        }

        for (int i = 0; i < m; i++)
        {
            double defect = Defect(i, basis, columns, unit);
            if (!(defect < 0.5))
            {
                return false;
            }

            _delta[i] = ((_delta[i] + (2 * defect * largest)) * ErrorBounds.Outward) + ErrorBounds.Underflow;
        }

        return true;
    }

    /// <summary>At least the sum of |I − RB| over row i, B the exact matrix.</summary>
    private double Defect(int i, ReadOnlySpan<int> basis, ReadOnlySpan<int> columns, double unit)
    {
        int m = basis.Length;
        double sum = 0;
        for (int j = 0; j < m; j++)
        {
            double entry = i == j ? 1 : 0, absolute = entry, data = 0;
            for (int p = 0; p < m; p++)
            {
                double r = _inverse[(i * m) + p], product = r * _matrix[(p * m) + j];
                entry -= product;
                absolute += Math.Abs(product);
                data += Math.Abs(r) / box.HalfWidth[columns[p]];
            }

            sum += Math.Abs(entry) + (unit * absolute) + (data * rows.Error(basis[j]));
        }

        return (sum * ErrorBounds.Outward) + ErrorBounds.Underflow;
    }

    private static bool IsModerate(double[] matrix, int m)
    {
        foreach (double entry in matrix.AsSpan(0, m * m))
        {
            if (!(Math.Abs(entry) <= ErrorBounds.Largest))
            {
                return false;
            }
        }

        return true;
    }

    private void Grow(int m)
    {
        if (_lambda.Length < m)
        {
            (_matrix, _inverse, _lambda, _delta, _sums) = (new double[m * m], new double[m * m], new double[m], new double[m], new double[m]);
        }
    }
}
