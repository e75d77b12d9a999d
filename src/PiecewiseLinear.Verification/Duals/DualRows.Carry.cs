using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>The walk of rows down to the input, and of points up through the rows' relaxations.</summary>
internal sealed unsafe partial class DualRows
{
    private const int Panel = 4;

    private void Carry(int rows)
    {
        for (int i = _top; i > 0; i--)
        {
            if (!_touched[i])
            {
                continue;
            }

            PackedNode node = _network.Nodes[i];
            if (node.Source < 0)
            {
                CarryAffine(i, node, rows);
                continue;
            }

            bool fresh = Touch(node.Source, rows);
            for (int r = 0; r < rows; r++)
            {
                Relax(i, node, r, fresh);
            }
        }
    }

    private void CarryAffine(int index, PackedNode node, int rows)
    {
        AlignedMatrix source = _rows[index];
        fixed (double* bias = node.Bias, magnitudes = node.Magnitudes)
        {
            for (int r = 0; r < rows; r++)
            {
                double* row = source.Row(r);
                for (int j = 0; node.Divisor != 1 && j < source.Columns; j++)
                {
                    // What stands here is taken as is; the quotient's rounding is charged like that of a product.
                    row[j] /= node.Divisor;
                }

                _constants[r] += VectorLoops.Dot(row, bias, source.Stride);
                _charges[r] += VectorLoops.DotMagnitudes(row, magnitudes, source.Stride);
            }
        }

        foreach (PackedTerm term in node.Terms)
        {
            AlignedMatrix target = _rows[term.Source];
            if (term.Weights is { } weights)
            {
                bool fresh = !_touched[term.Source];
                _touched[term.Source] = true;
                Multiply(source, weights, rows, source.Columns, fresh ? target : _product, target.Stride);
                if (!fresh)
                {
                    VectorLoops.AddScaled(_product.Data, 1d, target.Data, rows * target.Stride);
                }

                continue;
            }

            Touch(term.Source, rows);
            for (int r = 0; r < rows; r++)
            {
                double* row = source.Row(r);
                for (int j = 0; j < source.Columns; j++)
                {
                    if (row[j] != 0d)
                    {
                        term.AddRow(j, row[j], target.Row(r));
                    }
                }
            }
        }
    }

    /// <summary>result = left · right, a few columns for all rows at a time, so that these columns stay near.</summary>
    private static void Multiply(AlignedMatrix left, AlignedMatrix right, int rows, int inner, AlignedMatrix result, int resultStride)
    {
        int vectors = resultStride / AlignedMatrix.Lanes;
        for (int v = 0; v < vectors; v += Panel)
        {
            int offset = v * AlignedMatrix.Lanes;
            MatrixKernels.Multiply(left.Data, left.Stride, rows, right.Data + offset, right.Stride, inner, result.Data + offset, resultStride, Math.Min(Panel, vectors - v));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(int index, PackedNode node, int row, bool fresh)
    {
        double* values = _rows[index].Row(row), target = _rows[node.Source].Row(row), trace = Coefficients.Row(row) + node.First;
        double* alpha = Alpha.Row(row) + node.First, lambda = Lambda.Row(row) + node.First, offset = Offset.Row(row) + node.First, shift = Shift.Row(row) + node.First;
        Vector512<double> offsets = default, charges = default;
        fixed (double* magnitudes = _network.Nodes[index].Magnitudes)
        {
            for (int j = 0; j < _rows[index].Stride; j += AlignedMatrix.Lanes)
            {
                Vector512<double> value = Vector512.Load(values + j);
                value.Store(trace + j);
                Vector512<double> positive = Vector512.Max(value, Vector512<double>.Zero), negative = Vector512.Min(value, Vector512<double>.Zero);
                Vector512<double> product = (positive * Vector512.Load(alpha + j)) + (negative * Vector512.Load(lambda + j)) + Vector512.Load(shift + j);
                product.Store(values + j);
                offsets = Vector512.MultiplyAddEstimate(negative, Vector512.Load(offset + j), offsets);
                charges = Vector512.MultiplyAddEstimate(Vector512.Abs(product), Vector512.Load(magnitudes + j), charges);
            }
        }

        double below = Vector512.Sum(offsets);
        _constants[row] += below;
        _charges[row] += Vector512.Sum(charges) - below;
        for (int j = 0; node.SourceAt is { } map && j < map.Length; j++)
        {
            target[map[j]] += values[j];
        }

        if (node.SourceAt is null)
        {
            VectorLoops.AddScaled(values, 1d, target, _rows[index].Stride);
        }
    }

    /// <summary>Takes the minimizers of the bounds last computed up through the rows' relaxations.</summary>
    public void Trace(int count)
    {
        int padded = (count + 3) / 4 * 4;
        for (int r = 0; r < count; r++)
        {
            _set.Minimizer(_rows[0].Row(r), _group.Low, _group.High, new Span<double>(_values[0].Row(r), _values[0].Columns));
        }

        for (int i = 1; i <= _top; i++)
        {
            if (!_touched[i])
            {
                continue;
            }

            PackedNode node = _network.Nodes[i];
            if (node.Source < 0)
            {
                LiftAffine(i, node, padded);
                continue;
            }

            for (int r = 0; r < count; r++)
            {
                Lift(i, node, r);
            }
        }
    }

    private void LiftAffine(int index, PackedNode node, int rows)
    {
        AlignedMatrix target = _values[index];
        for (int r = 0; r < rows; r++)
        {
            node.Bias.CopyTo(new Span<double>(target.Row(r), target.Stride));
        }

        foreach (PackedTerm term in node.Terms)
        {
            AlignedMatrix source = _values[term.Source];
            if (term.Transposed is { } transposed)
            {
                Multiply(source, transposed, rows, source.Columns, _product, target.Stride);
                VectorLoops.AddScaled(_product.Data, 1d, target.Data, rows * target.Stride);
                continue;
            }

            for (int r = 0; r < rows; r++)
            {
                for (int j = 0; j < target.Columns; j++)
                {
                    target.Row(r)[j] += term.Dot(j, source.Row(r));
                }
            }
        }

        for (int j = 0; node.Divisor != 1 && j < rows * target.Stride; j++)
        {
            target.Data[j] /= node.Divisor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Lift(int index, PackedNode node, int row)
    {
        double* source = _values[node.Source].Row(row), target = _values[index].Row(row), z = PreActivations.Row(row) + node.First, trace = Coefficients.Row(row) + node.First;
        double* alpha = Alpha.Row(row) + node.First, lambda = Lambda.Row(row) + node.First, offset = Offset.Row(row) + node.First;
        int stride = _values[index].Stride;
        if (node.SourceAt is { } map)
        {
            for (int j = 0; j < map.Length; j++)
            {
                z[j] = source[map[j]];
            }
        }
        else
        {
            new ReadOnlySpan<double>(source, stride).CopyTo(new Span<double>(z, stride));
        }

        for (int j = 0; j < stride; j += AlignedMatrix.Lanes)
        {
            Vector512<double> value = Vector512.Load(z + j);
            Vector512<double> upper = Vector512.MultiplyAddEstimate(value, Vector512.Load(lambda + j), Vector512.Load(offset + j)), lower = value * Vector512.Load(alpha + j);
            Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Load(trace + j), Vector512<double>.Zero), upper, lower).Store(target + j);
        }
    }

    /// <summary>Rows have no coefficients at relus that they do not depend on.</summary>
    private void ClearUntouched(int count)
    {
        for (int i = 1; i < _network.Nodes.Length; i++)
        {
            PackedNode node = _network.Nodes[i];
            for (int r = 0; node.Source >= 0 && !_touched[i] && r < count; r++)
            {
                new Span<double>(Coefficients.Row(r) + node.First, _rows[i].Stride).Clear();
                new Span<double>(PreActivations.Row(r) + node.First, _rows[i].Stride).Clear();
            }
        }
    }
}
