namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// All rows whose normal lies in the cone of the d rows tight at a vertex take their maximum there. Their multipliers are a·B⁻¹, one product of
/// d × d with every open row; rows with slack are proved redundant by them. O(d³ + d²·n).
/// </summary>
internal sealed class NormalCone(FacetSearch search)
{
    private readonly int _dimension = search.Rows.Local.Dimension;
    private readonly double[] _weights = new double[search.Rows.Local.Dimension];
    private readonly double[] _matrix = new double[search.Rows.Local.Dimension * 2 * search.Rows.Local.Dimension];

    /// <summary>Proves what the basis of an optimum proves.</summary>
    public void Prove(LinearProgramCandidate candidate)
    {
        if (candidate.Basis is not { } basis || basis.Length != _dimension || !Array.TrueForAll(basis, IsFacet) || !Invert(basis))
        {
            return;
        }

        HRepresentation local = search.Rows.Local;
        for (int i = 0; i < local.Count; i++)
        {
            if (search.States[i] == RowState.Open && Weigh(i, basis, local) < local.Offsets[i])
            {
                var proved = search.Rounding.TryProve(i, basis, _weights);
                if (!proved.IsDefault)
                {
                    search.AddRedundant(i, proved);
                }
            }
        }
    }

    private bool IsFacet(int row) => (uint)row < (uint)search.States.Length && search.States[row] == RowState.Facet;

    /// <summary>Sets the weights of row i and returns the bound that they give, or infinity where the row is far outside the cone.</summary>
    private double Weigh(int row, int[] basis, HRepresentation local)
    {
        double bound = 0;
        for (int k = 0; k < _dimension; k++)
        {
            double weight = 0;
            for (int j = 0; j < _dimension; j++)
            {
                weight += local.Columns[(j * local.Stride) + row] * _matrix[(j * 2 * _dimension) + _dimension + k];
            }

            if (!(weight > -1e-9))
            {
                return double.PositiveInfinity;
            }

            _weights[k] = weight;
            bound += weight * local.Offsets[basis[k]];
        }

        return bound;
    }

    /// <summary>Gauss–Jordan with partial pivoting on [B | I], B's rows the normals of the basis; the right half becomes B⁻¹.</summary>
    private bool Invert(int[] basis)
    {
        int width = 2 * _dimension;
        HRepresentation local = search.Rows.Local;
        Array.Clear(_matrix);
        for (int k = 0; k < _dimension; k++)
        {
            for (int j = 0; j < _dimension; j++)
            {
                _matrix[(k * width) + j] = local.Columns[(j * local.Stride) + basis[k]];
            }

            _matrix[(k * width) + _dimension + k] = 1;
        }

        for (int column = 0; column < _dimension; column++)
        {
            int pivot = column;
            for (int k = column + 1; k < _dimension; k++)
            {
                pivot = Math.Abs(_matrix[(k * width) + column]) > Math.Abs(_matrix[(pivot * width) + column]) ? k : pivot;
            }

            if (!(Math.Abs(_matrix[(pivot * width) + column]) > 1e-12))
            {
                return false;
            }

            Span<double> top = _matrix.AsSpan(column * width, width);
            Span<double> chosen = _matrix.AsSpan(pivot * width, width);
            for (int j = 0; j < width; j++)
            {
                (top[j], chosen[j]) = (chosen[j], top[j]);
            }

            Eliminate(column, width, top);
        }

        return true;
    }

    private void Eliminate(int column, int width, Span<double> top)
    {
        double inverse = 1 / top[column];
        for (int j = 0; j < width; j++)
        {
            top[j] *= inverse;
        }

        for (int k = 0; k < _dimension; k++)
        {
            Span<double> row = _matrix.AsSpan(k * width, width);
            double factor = row[column];
            if (k == column || factor == 0)
            {
                continue;
            }

            for (int j = 0; j < width; j++)
            {
                row[j] -= factor * top[j];
            }
        }
    }
}
