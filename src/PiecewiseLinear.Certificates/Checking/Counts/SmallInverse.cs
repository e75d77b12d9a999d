using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Certificates;

/// <summary>An approximate inverse by Gauss and Jordan with row pivoting; only a guess, whoever uses it verifies it.</summary>
internal static class SmallInverse
{
    /// <summary>Inverts m padded rows; false when a pivot vanishes.</summary>
    /// <param name="matrix">The rows, padded (<see cref="Lanes"/>).</param>
    /// <param name="work">Room for a copy.</param>
    /// <param name="inverse">Receives the rows of the inverse, padded.</param>
    /// <param name="m">The number of rows.</param>
    public static bool TryInvert(ReadOnlySpan<double> matrix, Span<double> work, Span<double> inverse, int m)
    {
        int stride = Lanes.Padded(m), length = stride / Vector512<double>.Count;
        work = work[..(m * stride)];
        inverse = inverse[..(m * stride)];
        matrix[..(m * stride)].CopyTo(work);
        inverse.Clear();
        for (int i = 0; i < m; i++)
        {
            inverse[(i * stride) + i] = 1;
        }

        Span<Vector512<double>> left = Lanes.Of(work), right = Lanes.Of(inverse);
        for (int c = 0; c < m; c++)
        {
            int pivot = c;
            for (int i = c + 1; i < m; i++)
            {
                pivot = Math.Abs(work[(i * stride) + c]) > Math.Abs(work[(pivot * stride) + c]) ? i : pivot;
            }

            double head = work[(pivot * stride) + c];
            if (!(Math.Abs(head) > 0))
            {
                return false;
            }

            Vector512<double> scale = Vector512.Create(1 / head);
            for (int v = 0; v < length; v++)
            {
                int here = (c * length) + v, there = (pivot * length) + v;
                (Vector512<double> first, Vector512<double> second) = (left[there] * scale, right[there] * scale);
                (left[there], right[there]) = (left[here], right[here]);
                (left[here], right[here]) = (first, second);
            }

            for (int i = 0; i < m; i++)
            {
                if (i == c)
                {
                    continue;
                }

                Vector512<double> factor = Vector512.Create(work[(i * stride) + c]);
                for (int v = 0; v < length; v++)
                {
                    left[(i * length) + v] -= factor * left[(c * length) + v];
                    right[(i * length) + v] -= factor * right[(c * length) + v];
                }
            }
        }

        return true;
    }
}
