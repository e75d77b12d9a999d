namespace PiecewiseLinear.Regions;

/// <summary>
/// Sharp double coordinates of a vertex straight from the forms tight at it, with a proven bound: the step between the bounds handed down from edge to
/// edge, which grow, and exact coordinates, which are slow.
/// </summary>
/// <remarks>
/// Take k tight forms â_i·x + b̂_i with errors errᵢ on the cube, C ≈ Â⁻¹ and x̂ = −C·b̂. At the vertex x* every form is off by at most errᵢ, so
/// x̂ − x* = (CÂ)⁻¹C(r − ρ) with the residuals r of x̂ and |ρᵢ| ≤ errᵢ. If ‖I − CÂ‖∞ ≤ q &lt; 1 then |x̂ − x*| ≤ max(|C|(|r| + err))/(1 − q). All of
/// it is computed with its rounding errors on the safe side (S. Rump, Verification methods, Acta Numerica 2010, §10). Cost: O(tight · k²).
/// </remarks>
internal sealed class VertexRefinement<TSet>(FormPlan plan, VertexStore<TSet> vertices, PathRows rows, FormColumns forms)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly int _k = plan.Dimension;
    private double[] _work = new double[256];

    /// <summary>The number of refinements.</summary>
    public long Count { get; private set; }

    /// <summary>Refines a vertex; false when the bound did not get better.</summary>
    public bool Refine(int vertex)
    {
        Count++;
        int tight = vertices.Tight[vertex].Count, width = _k + 2;
        int needed = (tight * width) + (2 * _k * _k) + (2 * _k) + (_k * width);
        if (_work.Length < needed)
        {
            _work = new double[2 * needed];
        }

        Span<double> all = _work.AsSpan(0, tight * width);
        Span<double> chosen = _work.AsSpan(tight * width, _k * width);
        Span<double> system = _work.AsSpan((tight + _k) * width, 2 * _k * _k);
        Gather(vertex, all, width);
        if (!Choose(all, tight, width, chosen) || !Invert(chosen, width, system))
        {
            return false;
        }

        Span<double> point = _work.AsSpan(((tight + _k) * width) + (2 * _k * _k), _k);
        double error = Solve(chosen, width, system, point);
        if (!(error < vertices.Errors[vertex]))
        {
            return false;
        }

        point.CopyTo(vertices.Coordinates.AsSpan(vertex * _k));
        vertices.Errors[vertex] = error;
        return true;
    }

    /// <summary>The tight forms: k coefficients, the constant, the error.</summary>
    private void Gather(int vertex, Span<double> target, int width)
    {
        TSet tight = vertices.Tight[vertex];
        int count = 0;
        for (int slot = 0; count * width < target.Length; slot++)
        {
            if (!tight.Contains(slot))
            {
                continue;
            }

            Span<double> row = target.Slice(count++ * width, width);
            row.Clear();
            if (slot < rows.BoxSlots)
            {
                row[slot >> 1] = 1d;
                row[_k] = (slot & 1) == 0 ? 1d : -1d;
                continue;
            }

            forms.CopyForm(rows[slot].Layer, rows[slot].Neuron, row);
        }
    }

    /// <summary>Picks k rows by elimination with the largest pivots; the others lie in their span (exactly so for the exact forms).</summary>
    private bool Choose(Span<double> all, int count, int width, Span<double> chosen)
    {
        if (count == _k)
        {
            all[..(_k * width)].CopyTo(chosen);
            return true;
        }

        Span<double> copy = count * _k <= 512 ? stackalloc double[count * _k] : new double[count * _k];
        Span<bool> used = count <= 512 ? stackalloc bool[count] : new bool[count];
        used.Clear();
        for (int i = 0; i < count; i++)
        {
            all.Slice(i * width, _k).CopyTo(copy[(i * _k)..]);
        }

        for (int c = 0; c < _k; c++)
        {
            int pivot = -1;
            for (int i = 0; i < count; i++)
            {
                pivot = !used[i] && (pivot < 0 || Math.Abs(copy[(i * _k) + c]) > Math.Abs(copy[(pivot * _k) + c])) ? i : pivot;
            }

            double top = pivot < 0 ? 0d : copy[(pivot * _k) + c];
            if (top == 0d)
            {
                return false;
            }

            used[pivot] = true;
            all.Slice(pivot * width, width).CopyTo(chosen[(c * width)..]);
            for (int i = 0; i < count; i++)
            {
                double factor = used[i] ? 0d : copy[(i * _k) + c] / top;
                for (int j = c; factor != 0d && j < _k; j++)
                {
                    copy[(i * _k) + j] -= factor * copy[(pivot * _k) + j];
                }
            }
        }

        return true;
    }

    /// <summary>Gauss and Jordan's elimination on [A | I]; on return the right half holds C.</summary>
    private bool Invert(ReadOnlySpan<double> chosen, int width, Span<double> system)
    {
        int n = 2 * _k;
        system.Clear();
        for (int i = 0; i < _k; i++)
        {
            chosen.Slice(i * width, _k).CopyTo(system[(i * n)..]);
            system[(i * n) + _k + i] = 1d;
        }

        for (int c = 0; c < _k; c++)
        {
            int pivot = c;
            for (int i = c + 1; i < _k; i++)
            {
                pivot = Math.Abs(system[(i * n) + c]) > Math.Abs(system[(pivot * n) + c]) ? i : pivot;
            }

            Span<double> row = system.Slice(c * n, n), other = system.Slice(pivot * n, n);
            for (int j = 0; j < n && pivot != c; j++)
            {
                (row[j], other[j]) = (other[j], row[j]);
            }

            if (row[c] == 0d)
            {
                return false;
            }

            double inverse = 1d / row[c];
            for (int j = 0; j < n; j++)
            {
                row[j] *= inverse;
            }

            for (int i = 0; i < _k; i++)
            {
                Span<double> target = system.Slice(i * n, n);
                double factor = target[c];
                for (int j = 0; i != c && factor != 0d && j < n; j++)
                {
                    target[j] -= factor * row[j];
                }
            }
        }

        return true;
    }

    /// <summary>x̂ = −C·b̂, and the bound on its distance to the vertex (+∞ or NaN when nothing is proved).</summary>
    private double Solve(ReadOnlySpan<double> chosen, int width, ReadOnlySpan<double> system, Span<double> point)
    {
        int n = 2 * _k;
        double gamma = ((4 * _k) + 16) * RoundingBounds.UnitRoundoff, q = 0d, worst = 0d;
        for (int i = 0; i < _k; i++)
        {
            double sum = 0d;
            for (int l = 0; l < _k; l++)
            {
                sum -= system[(i * n) + _k + l] * chosen[(l * width) + _k];
            }

            point[i] = sum;
        }

        Span<double> residuals = _k <= 64 ? stackalloc double[_k] : new double[_k];
        Span<double> norms = _k <= 64 ? stackalloc double[_k] : new double[_k];
        for (int l = 0; l < _k; l++)
        {
            ReadOnlySpan<double> row = chosen.Slice(l * width, width);
            double value = row[_k], magnitude = Math.Abs(value), norm = 0d;
            for (int c = 0; c < _k; c++)
            {
                value += row[c] * point[c];
                magnitude += Math.Abs(row[c] * point[c]);
                norm += Math.Abs(row[c]);
            }

            residuals[l] = Math.Abs(value) + (gamma * magnitude) + row[_k + 1] + RoundingBounds.Underflow;
            norms[l] = norm;
        }

        for (int i = 0; i < _k; i++)
        {
            ReadOnlySpan<double> c = system.Slice((i * n) + _k, _k);
            double defect = 0d, rounding = 0d, reach = 0d;
            for (int j = 0; j < _k; j++)
            {
                double entry = i == j ? -1d : 0d;
                for (int l = 0; l < _k; l++)
                {
                    entry += c[l] * chosen[(l * width) + j];
                }

                defect += Math.Abs(entry);
                rounding += Math.Abs(c[j]) * norms[j];
                reach += Math.Abs(c[j]) * residuals[j];
            }

            q = Math.Max(q, defect + (gamma * (rounding + 1d)) + RoundingBounds.Underflow);
            worst = Math.Max(worst, reach);
        }

        return q < 0.5d ? (worst / (1d - q) * RoundingBounds.Inflation) + RoundingBounds.Underflow : double.PositiveInfinity;
    }
}
