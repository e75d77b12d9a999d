namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Powers of two that bring rows, columns and offsets of a badly scaled problem near 1: a'ᵢⱼ = aᵢⱼ·2^(rᵢ+kⱼ), b'ᵢ = bᵢ·2^(rᵢ−β), so that
/// xⱼ = x'ⱼ·2^(kⱼ+β), λᵢ = λ'ᵢ·2^rᵢ. Every factor is a power of two: nothing is rounded unless it leaves the range of doubles.
/// </summary>
internal sealed class RowScaling
{
    private const int Sweeps = 3;
    private const int Tolerated = 6;

    private RowScaling(int[]? rows, int[]? columns, int offset)
    {
        Rows = rows;
        Columns = columns;
        Offset = offset;
    }

    /// <summary>The exponents rᵢ, or null if all are 0.</summary>
    public int[]? Rows { get; }

    /// <summary>The exponents kⱼ, or null if all are 0.</summary>
    public int[]? Columns { get; }

    /// <summary>The exponent β of the unit of length.</summary>
    public int Offset { get; }

    /// <summary>Writes the scaled rows, column by column, and offsets; a row with a zero normal keeps only the sign of its offset.</summary>
    public unsafe void Write(HRepresentation rows, double* columns, double* offsets)
    {
        rows.Columns.CopyTo(new Span<double>(columns, rows.Stride * rows.Dimension));
        rows.Offsets.CopyTo(new Span<double>(offsets, rows.Stride));
        for (int i = 0; i < rows.Count; i++)
        {
            bool trivial = true;
            for (int j = 0; j < rows.Dimension; j++)
            {
                double* a = columns + ((long)j * rows.Stride) + i;
                trivial &= *a == 0;
                *a = Columns is null ? *a : Math.ScaleB(*a, Rows![i] + Columns[j]);
            }

            offsets[i] = trivial ? Math.Sign(offsets[i]) : Math.ScaleB(offsets[i], (Rows?[i] ?? 0) - Offset);
        }
    }

    /// <summary>Chooses the exponents; nothing is scaled if all columns and offsets are within a factor 2^6 of 1.</summary>
    public static RowScaling Of(HRepresentation rows)
    {
        int m = rows.Count, d = rows.Dimension;
        bool wild = false;
        for (int j = 0; j < d && !wild; j++)
        {
            int largest = LargestExponent(rows.Columns.Slice(j * rows.Stride, m), null);
            wild = largest != int.MinValue && Math.Abs(largest) > Tolerated;
        }

        int[]? rowExponents = null, columnExponents = null;
        if (wild)
        {
            (rowExponents, columnExponents) = Equilibrate(rows);
        }

        return new RowScaling(rowExponents, columnExponents, Unit(rows, rowExponents));
    }

    /// <summary>The unit of length: the mean exponent of the nonzero offsets of rows that bound something.</summary>
    private static int Unit(HRepresentation rows, int[]? rowExponents)
    {
        long sum = 0;
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            double b = rows.Offsets[i];
            if (b != 0 && double.IsFinite(b))
            {
                sum += Math.ILogB(b) + (rowExponents?[i] ?? 0);
                count++;
            }
        }

        int mean = count == 0 ? 0 : (int)(sum / count);
        return Math.Abs(mean) > Tolerated ? mean : 0;
    }

    private static (int[] Rows, int[] Columns) Equilibrate(HRepresentation rows)
    {
        int m = rows.Count, d = rows.Dimension;
        int[] r = new int[m], k = new int[d];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int j = 0; j < d; j++)
            {
                int largest = LargestExponent(rows.Columns.Slice(j * rows.Stride, m), r);
                k[j] = largest == int.MinValue ? 0 : -largest;
            }

            for (int i = 0; i < m; i++)
            {
                int largest = int.MinValue;
                for (int j = 0; j < d; j++)
                {
                    double a = rows.Columns[(j * rows.Stride) + i];
                    largest = a == 0 ? largest : Math.Max(largest, Math.ILogB(a) + k[j]);
                }

                r[i] = largest == int.MinValue ? 0 : -largest;
            }
        }

        return (r, k);
    }

    private static int LargestExponent(ReadOnlySpan<double> values, int[]? shifts)
    {
        int largest = int.MinValue;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                largest = Math.Max(largest, Math.ILogB(values[i]) + (shifts?[i] ?? 0));
            }
        }

        return largest;
    }
}
