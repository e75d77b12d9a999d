namespace PiecewiseLinear.Certificates;

/// <summary>An approximate inverse by Gauss and Jordan with row pivoting; only a guess, whoever uses it verifies it.</summary>
internal static class SmallInverse
{
    /// <summary>Inverts an m × m matrix given row by row; false when a pivot vanishes.</summary>
    public static bool TryInvert(ReadOnlySpan<double> matrix, Span<double> inverse, int m)
    {
        Span<double> work = m <= 16 ? stackalloc double[m * m] : new double[m * m];
        matrix[..(m * m)].CopyTo(work);
        inverse[..(m * m)].Clear();
        for (int i = 0; i < m; i++)
        {
            inverse[(i * m) + i] = 1;
        }

        for (int c = 0; c < m; c++)
        {
            int pivot = c;
            for (int i = c + 1; i < m; i++)
            {
                pivot = Math.Abs(work[(i * m) + c]) > Math.Abs(work[(pivot * m) + c]) ? i : pivot;
            }

            double head = work[(pivot * m) + c];
            if (!(Math.Abs(head) > 0))
            {
                return false;
            }

            Swap(work, c, pivot, m);
            Swap(inverse, c, pivot, m);
            Scale(work.Slice(c * m, m), 1 / head);
            Scale(inverse.Slice(c * m, m), 1 / head);
            for (int i = 0; i < m; i++)
            {
                double factor = i == c ? 0 : work[(i * m) + c];
                if (factor != 0)
                {
                    Subtract(work.Slice(i * m, m), work.Slice(c * m, m), factor);
                    Subtract(inverse.Slice(i * m, m), inverse.Slice(c * m, m), factor);
                }
            }
        }

        return true;
    }

    private static void Swap(Span<double> matrix, int first, int second, int m)
    {
        for (int j = 0; first != second && j < m; j++)
        {
            (matrix[(first * m) + j], matrix[(second * m) + j]) = (matrix[(second * m) + j], matrix[(first * m) + j]);
        }
    }

    private static void Scale(Span<double> row, double factor)
    {
        for (int j = 0; j < row.Length; j++)
        {
            row[j] *= factor;
        }
    }

    private static void Subtract(Span<double> row, ReadOnlySpan<double> other, double factor)
    {
        for (int j = 0; j < row.Length; j++)
        {
            row[j] -= factor * other[j];
        }
    }
}
