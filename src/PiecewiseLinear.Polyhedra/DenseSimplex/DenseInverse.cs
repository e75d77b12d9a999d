namespace PiecewiseLinear.Polyhedra;

/// <summary>Inversion of a small dense matrix by Gauss-Jordan elimination with partial pivoting.</summary>
internal static unsafe class DenseInverse
{
    /// <summary>
    /// Given B by rows in <paramref name="matrix"/> (destroyed) and the unit matrix in <paramref name="inverse"/>, writes B⁻¹ into
    /// <paramref name="inverse"/>, by rows too: O(d³).
    /// </summary>
    /// <returns>Whether every pivot was above 2⁻⁴⁰ of the largest coefficient of B, and the work was not cancelled.</returns>
    public static bool TryInvert(double* matrix, double* inverse, int dimension, int width, CancellationToken cancellationToken)
    {
        double least = 0;
        for (int i = 0; i < dimension * width; i++)
        {
            least = Math.Max(least, Math.Abs(matrix[i]));
        }

        least = Math.ScaleB(least, -40);
        for (int p = 0; p < dimension; p++)
        {
            int best = p;
            for (int i = p + 1; i < dimension; i++)
            {
                best = Math.Abs(matrix[(i * width) + p]) > Math.Abs(matrix[(best * width) + p]) ? i : best;
            }

            double pivot = matrix[(best * width) + p];
            if (!(Math.Abs(pivot) > least) || cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            Normalize(matrix, p, best, width, pivot);
            Normalize(inverse, p, best, width, pivot);
            for (int i = 0; i < dimension; i++)
            {
                double factor = matrix[(i * width) + p];
                if (i != p && factor != 0)
                {
                    RowKernels.Subtract(matrix + (i * width), matrix + (p * width), factor, width);
                    RowKernels.Subtract(inverse + (i * width), inverse + (p * width), factor, width);
                }
            }
        }

        return true;
    }

    /// <summary>Exchanges rows p and q and divides the new row p by the pivot.</summary>
    private static void Normalize(double* matrix, int p, int q, int width, double pivot)
    {
        double* target = matrix + (p * width), other = matrix + (q * width);
        for (int j = 0; j < width; j++)
        {
            (target[j], other[j]) = (other[j] / pivot, p == q ? other[j] / pivot : target[j]);
        }
    }
}
