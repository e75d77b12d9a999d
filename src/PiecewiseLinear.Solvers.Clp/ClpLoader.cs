using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>Builds CLP's model from the mirrored rows.</summary>
internal static unsafe class ClpLoader
{
    private const byte Basic = 1;
    private const byte AtLower = 3;

    /// <summary>A model with logging off, a limit on iterations a call, and all matrix rows bounded above by <paramref name="rowUpper"/>.</summary>
    public static ClpModelHandle Load(HRepresentation rows, ClpLayout layout, ColumnBounds bounds, double[] rowUpper, int iterations)
    {
        var starts = new int[rows.Dimension + 1];
        var indices = new List<int>();
        var values = new List<double>();
        for (int j = 0; j < rows.Dimension; j++)
        {
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            for (int k = 0; k < layout.Sources.Length; k++)
            {
                double value = column[layout.Sources[k]];
                if (value != 0)
                {
                    indices.Add(k);
                    values.Add(value);
                }
            }

            starts[j + 1] = indices.Count;
        }

        var rowLower = new double[layout.Sources.Length];
        Array.Fill(rowLower, -ColumnBounds.Infinity);
        ClpModelHandle model = ClpNative.NewModel();
        ClpNative.SetLogLevel(model, 0);
        ClpNative.SetMaximumIterations(model, iterations);
        fixed (int* start = starts, index = indices.ToArray())
        fixed (double* value = values.ToArray(), low = bounds.Lower, up = bounds.Upper, cost = new double[rows.Dimension])
        fixed (double* rowLow = rowLower, rowUp = rowUpper)
        {
            ClpNative.LoadProblem(model, rows.Dimension, layout.Sources.Length, start, index, value, low, up, cost, rowLow, rowUp);
        }

        return model;
    }

    /// <summary>Adds rows behind those that the model has.</summary>
    public static void Add(ClpModelHandle model, HRepresentation rows, ReadOnlySpan<int> added)
    {
        var starts = new int[added.Length + 1];
        var columns = new List<int>();
        var values = new List<double>();
        var lower = new double[added.Length];
        var upper = new double[added.Length];
        Array.Fill(lower, -ColumnBounds.Infinity);
        for (int k = 0; k < added.Length; k++)
        {
            upper[k] = rows.Offsets[added[k]];
            for (int j = 0; j < rows.Dimension; j++)
            {
                double value = rows.Columns[(j * rows.Stride) + added[k]];
                if (value != 0)
                {
                    columns.Add(j);
                    values.Add(value);
                }
            }

            starts[k + 1] = columns.Count;
        }

        fixed (int* start = starts, column = columns.ToArray())
        fixed (double* value = values.ToArray(), low = lower, up = upper)
        {
            ClpNative.AddRows(model, added.Length, low, up, start, column, value);
        }
    }

    /// <summary>Forgets the basis: all rows basic, all columns not.</summary>
    public static void ResetBasis(ClpModelHandle model, int columns, int rows)
    {
        var status = new byte[columns + rows];
        status.AsSpan(0, columns).Fill(AtLower);
        status.AsSpan(columns).Fill(Basic);
        fixed (byte* bytes = status)
        {
            ClpNative.CopyInStatus(model, bytes);
        }
    }
}
