using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Adds a matrix times the active forms of a source to the columns of a target: k coefficients and the constant by the matrix, the column of errors by
/// its magnitudes times the spreads. See <see cref="FormColumns"/> for what the columns are and why the errors hold.
/// </summary>
internal static class FormProducts
{
    /// <summary>The forms of the node that a matrix is applied to.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="stride">The length of a column.</param>
    /// <param name="active">The components that count, ascending; the others are zero.</param>
    /// <param name="spread">err + γM of each component; empty when errors are not kept.</param>
    public readonly ref struct Source(ReadOnlySpan<double> columns, int stride, ReadOnlySpan<int> active, ReadOnlySpan<double> spread)
    {
        /// <summary>The columns.</summary>
        public ReadOnlySpan<double> Columns { get; } = columns;

        /// <summary>The length of a column.</summary>
        public int Stride { get; } = stride;

        /// <summary>The components that count.</summary>
        public ReadOnlySpan<int> Active { get; } = active;

        /// <summary>err + γM.</summary>
        public ReadOnlySpan<double> Spread { get; } = spread;

        /// <summary>Column <paramref name="c"/>.</summary>
        public ReadOnlySpan<double> Column(int c) => Columns.Slice(c * Stride, Stride);
    }

    /// <summary>A dense matrix, stored transposed with rows padded to <paramref name="stride"/>: eight components of the target at a time.</summary>
    public static void AddDense(double[] weights, in Source source, int k, double[] target, int stride)
    {
        ref double w = ref MemoryMarshal.GetArrayDataReference(weights);
        ref double y = ref MemoryMarshal.GetArrayDataReference(target);
        ReadOnlySpan<int> active = source.Active;
        for (int i = 0; i < stride; i += 8)
        {
            int c = 0;
            for (; c + 3 <= k + 1; c += 3)
            {
                ref double y0 = ref Unsafe.Add(ref y, (c * stride) + i);
                Vector512<double> a0 = Vector512.LoadUnsafe(ref y0);
                Vector512<double> a1 = Vector512.LoadUnsafe(ref y0, (nuint)stride);
                Vector512<double> a2 = Vector512.LoadUnsafe(ref y0, (nuint)(2 * stride));
                ReadOnlySpan<double> x0 = source.Column(c), x1 = source.Column(c + 1), x2 = source.Column(c + 2);
                foreach (int j in active)
                {
                    Vector512<double> column = Vector512.LoadUnsafe(ref w, (nuint)((j * stride) + i));
                    a0 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x0[j]), a0);
                    a1 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x1[j]), a1);
                    a2 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x2[j]), a2);
                }

                a0.StoreUnsafe(ref y0);
                a1.StoreUnsafe(ref y0, (nuint)stride);
                a2.StoreUnsafe(ref y0, (nuint)(2 * stride));
            }

            for (; c <= k; c++)
            {
                ref double y0 = ref Unsafe.Add(ref y, (c * stride) + i);
                Vector512<double> a0 = Vector512.LoadUnsafe(ref y0);
                ReadOnlySpan<double> x0 = source.Column(c);
                foreach (int j in active)
                {
                    a0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, (nuint)((j * stride) + i)), Vector512.Create(x0[j]), a0);
                }

                a0.StoreUnsafe(ref y0);
            }

            if (!source.Spread.IsEmpty)
            {
                ref double error = ref Unsafe.Add(ref y, ((k + 1) * stride) + i);
                Vector512<double> sum = Vector512.LoadUnsafe(ref error);
                foreach (int j in active)
                {
                    sum = Vector512.FusedMultiplyAdd(
                        Vector512.Abs(Vector512.LoadUnsafe(ref w, (nuint)((j * stride) + i))), Vector512.Create(source.Spread[j]), sum);
                }

                sum.StoreUnsafe(ref error);
            }
        }
    }

    /// <summary>Identities, diagonals and sparse matrices.</summary>
    public static void AddThin(LinearOperator matrix, in Source source, int k, double[] target, int stride)
    {
        switch (matrix)
        {
            case IdentityOperator:
                foreach (int j in source.Active)
                {
                    Add(source, j, 1d, k, target, stride, j);
                }

                break;
            case DiagonalOperator diagonal:
                foreach (int j in source.Active)
                {
                    Add(source, j, diagonal.Diagonal[j], k, target, stride, j);
                }

                break;
            case SparseOperator sparse:
                AddSparse(sparse, source, k, target, stride);
                break;
            default:
                throw new InvalidOperationException($"unknown operator {matrix.GetType().Name}");
        }
    }

    private static void AddSparse(SparseOperator sparse, in Source source, int k, double[] target, int stride)
    {
        Span<bool> isActive = sparse.Columns <= 1024 ? stackalloc bool[sparse.Columns] : new bool[sparse.Columns];
        isActive.Clear();
        foreach (int j in source.Active)
        {
            isActive[j] = true;
        }

        ReadOnlySpan<int> starts = sparse.RowStarts.AsSpan(), indices = sparse.ColumnIndices.AsSpan();
        ReadOnlySpan<double> weights = sparse.Weights.AsSpan();
        for (int i = 0; i < sparse.Rows; i++)
        {
            for (int p = starts[i]; p < starts[i + 1]; p++)
            {
                if (isActive[indices[p]])
                {
                    Add(source, indices[p], weights[p], k, target, stride, i);
                }
            }
        }
    }

    private static void Add(in Source source, int j, double weight, int k, double[] target, int stride, int i)
    {
        for (int c = 0; c <= k; c++)
        {
            target[(c * stride) + i] += weight * source.Columns[(c * source.Stride) + j];
        }

        if (!source.Spread.IsEmpty)
        {
            target[((k + 1) * stride) + i] += Math.Abs(weight) * source.Spread[j];
        }
    }
}
