using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>Reads candidates out of a solved model.</summary>
/// <remarks>
/// Signs: CLP minimizes −c. Its row prices y and reduced costs d satisfy −c = Σ yᵢaᵢ + d with yᵢ ≤ 0 on rows at their upper bound, dⱼ ≤ 0 on
/// columns at their upper and dⱼ ≥ 0 at their lower bound. So λᵢ = −yᵢ, and a bound row with the coefficient α in column j has λ = −dⱼ/α.
/// </remarks>
internal static unsafe class ClpAnswer
{
    private const int AtUpper = 2;
    private const int AtLower = 3;
    private const int Fixed = 5;

    /// <summary>Point, tight rows and multipliers of an optimal basis.</summary>
    public static LinearProgramCandidate Optimal(ClpModelHandle model, HRepresentation rows, ClpLayout layout, ColumnBounds bounds)
    {
        int dimension = rows.Dimension;
        var multipliers = new double[rows.Count];
        var basis = new List<int>(dimension);
        byte* status = ClpNative.StatusArray(model);
        double* price = ClpNative.RowPrice(model);
        double* reduced = ClpNative.ReducedCost(model);
        for (int k = 0; k < layout.Sources.Length; k++)
        {
            if ((status[dimension + k] & 7) is AtUpper or Fixed)
            {
                basis.Add(layout.Sources[k]);
                multipliers[layout.Sources[k]] = Math.Max(0, -price[k]);
            }
        }

        for (int j = 0; j < dimension; j++)
        {
            if ((status[j] & 7) is not (AtUpper or AtLower or Fixed))
            {
                continue;
            }

            // A fixed column may lean on either bound: the sign of its reduced cost says on which.
            bool upper = (status[j] & 7) == AtUpper || ((status[j] & 7) == Fixed && reduced[j] < 0);
            int row = upper ? bounds.UpperRow[j] : bounds.LowerRow[j];
            if (row >= 0)
            {
                basis.Add(row);
                multipliers[row] = Math.Max(0, -reduced[j] / layout.Coefficient[row]);
            }
        }

        return new LinearProgramCandidate
        {
            Status = CandidateStatus.Optimal,
            Basis = [.. basis],
            Point = new ReadOnlySpan<double>(ClpNative.ColumnSolution(model), dimension).ToArray(),
            Multipliers = multipliers,
        };
    }

    /// <summary>The point where the primal simplex saw that nothing stops it, and the direction.</summary>
    public static LinearProgramCandidate Unbounded(ClpModelHandle model, int dimension)
    {
        double[]? ray = null;
        double* found = ClpNative.UnboundedRay(model);
        if (found != null)
        {
            ray = new ReadOnlySpan<double>(found, dimension).ToArray();
            ClpNative.FreeRay(model, found);
        }

        return new LinearProgramCandidate
        {
            Status = CandidateStatus.Unbounded,
            Point = new ReadOnlySpan<double>(ClpNative.ColumnSolution(model), dimension).ToArray(),
            Ray = ray,
        };
    }

    /// <summary>
    /// Multipliers of a contradiction from CLP's infeasibility ray, whose sign and length mean nothing: it is turned so that its largest
    /// entry is 1, and what remains in a column is charged to that column's bounds. Null if CLP left no ray, or one that is far from a contradiction.
    /// </summary>
    public static double[]? FarkasMultipliers(ClpModelHandle model, HRepresentation rows, ClpLayout layout, ColumnBounds bounds)
    {
        double* ray = ClpNative.InfeasibilityRay(model);
        if (ray == null)
        {
            return null;
        }

        var multipliers = new double[rows.Count];
        var weights = new ReadOnlySpan<double>(ray, layout.Sources.Length);
        double largest = 0;
        foreach (double weight in weights)
        {
            largest = Math.Abs(weight) > Math.Abs(largest) ? weight : largest;
        }

        for (int k = 0; k < weights.Length && largest != 0; k++)
        {
            multipliers[layout.Sources[k]] = Math.Max(0, weights[k] / largest);
        }

        ClpNative.FreeRay(model, ray);
        return ChargeToBounds(multipliers, rows, layout, bounds) ? multipliers : null;
    }

    /// <summary>
    /// Adds multipliers on column bounds so that Σλᵢaᵢ = 0, and says whether the result looks like a contradiction (what it is, the exact
    /// layer decides).
    /// </summary>
    private static bool ChargeToBounds(double[] multipliers, HRepresentation rows, ClpLayout layout, ColumnBounds bounds)
    {
        double offset = 0;
        double size = 0;
        foreach (int source in layout.Sources)
        {
            offset += multipliers[source] * rows.Offsets[source];
            size += Math.Abs(multipliers[source] * rows.Offsets[source]);
        }

        for (int j = 0; j < rows.Dimension; j++)
        {
            double residual = 0;
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            foreach (int source in layout.Sources)
            {
                residual += multipliers[source] * column[source];
            }

            int row = residual > 0 ? bounds.LowerRow[j] : bounds.UpperRow[j];
            if (row >= 0)
            {
                multipliers[row] = Math.Abs(residual / layout.Coefficient[row]);
                offset += multipliers[row] * rows.Offsets[row];
                size += Math.Abs(multipliers[row] * rows.Offsets[row]);
            }
            else if (Math.Abs(residual) > 1e-6)
            {
                return false;
            }
        }

        return offset < 1e-9 * size;
    }
}
