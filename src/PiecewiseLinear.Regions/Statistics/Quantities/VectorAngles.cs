using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Directions of exact vectors in doubles, for statistics only.</summary>
internal static class VectorAngles
{
    /// <summary>The normals of the given rows, scaled to length 1.</summary>
    public static double[][] UnitNormals(HRepresentation rows, IEnumerable<int> indices)
        => [.. indices.Select(i => Unit([.. Enumerable.Range(0, rows.Dimension).Select(j => rows.Columns[(j * rows.Stride) + i])]))];

    /// <summary>
    /// All coefficients of the affine map on the given inputs, row after row, without the constants, in the scale of the network: each correctly rounded (but for the
    /// division by an integer where averages come in).
    /// </summary>
    public static double[] Coefficients(LayerForms output, IReadOnlyList<int> inputs)
    {
        double[] all = new double[output.Count * inputs.Count];
        double[] row = new double[output.InputDimension + 1];
        double divisor = (double)output.Divisor;
        for (int i = 0; i < output.Count; i++)
        {
            if (output[i] is not { } form)
            {
                continue;
            }

            int exponent = form.Round(row);
            for (int k = 0; k < inputs.Count; k++)
            {
                all[(i * inputs.Count) + k] = Math.ScaleB(row[inputs[k]], exponent) / divisor;
            }
        }

        return all;
    }

    /// <summary>The cosine of the angle between two vectors, or null where one of them is zero.</summary>
    public static double? Cosine(double[] x, double[] y)
    {
        double xx = ApproximateVector.Dot(x, x), yy = ApproximateVector.Dot(y, y);
        return xx > 0 && yy > 0 ? Math.Clamp(ApproximateVector.Dot(x, y) / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1) : null;
    }

    private static double[] Unit(double[] vector)
    {
        double length = Math.Sqrt(ApproximateVector.Dot(vector, vector));
        return [.. vector.Select(x => x / length)];
    }
}
