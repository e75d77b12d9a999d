namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Finds most facets without a linear program: rays along the coordinate axes, then along every row's normal, measured in coordinates scaled by the
/// width that the axis rays found (so that a flat polyhedron is not looked at through its thin side only). O(n·d) a ray.
/// </summary>
internal static class AxisAndNormalRays
{
    public static void Shoot(FacetSearch search)
    {
        int dimension = search.Rows.Local.Dimension;
        double[] direction = new double[dimension];
        double[] widths = new double[dimension];
        for (int j = 0; j < dimension; j++)
        {
            direction[j] = 1;
            (RayHit forward, RayHit backward) = Shoot(search, direction);
            direction[j] = 0;
            double width = 1 / Math.Max(forward.First, backward.First);
            widths[j] = double.IsFinite(width) ? width : 1;
        }

        for (int i = 0; i < search.States.Length; i++)
        {
            if (search.States[i] != RowState.Open)
            {
                continue;
            }

            for (int j = 0; j < dimension; j++)
            {
                direction[j] = search.Rays.Polar(i, j) * widths[j] * widths[j];
            }

            Shoot(search, direction);
        }
    }

    private static (RayHit Forward, RayHit Backward) Shoot(FacetSearch search, ReadOnlySpan<double> direction)
    {
        (RayHit forward, RayHit backward) = search.Rays.Shoot(direction);
        search.TryFacet(forward, direction, 1);
        search.TryFacet(backward, direction, -1);
        return (forward, backward);
    }
}
