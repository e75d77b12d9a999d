using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>The walk of rows from a node down to the input.</summary>
internal sealed unsafe partial class GraphBounds
{
    private void Begin(int node, int rows)
    {
        Array.Clear(_touched);
        Array.Clear(_constants, 0, rows);
        Array.Clear(_charges, 0, rows);
        Touch(node, rows);
        Touch(0, rows);
    }

    /// <summary>Carries rows from a node down to the input. Each node's rows stay where they are, so that they can be looked at afterwards.</summary>
    private void Carry(int from, int rows)
    {
        for (int i = from; i > 0; i--)
        {
            if (!_touched[i])
            {
                continue;
            }

            if (_network.Nodes[i] is AffineNode affine)
            {
                CarryAffine(i, affine, rows);
            }
            else
            {
                ReluNode relu = (ReluNode)_network.Nodes[i];
                Touch(relu.Source, rows);
                for (int r = 0; r < rows; r++)
                {
                    Relax(i, relu, r);
                }
            }
        }
    }

    private void CarryAffine(int node, AffineNode affine, int rows)
    {
        AlignedMatrix source = _rows[node];
        double[] magnitudes = _magnitudes.Values[node];
        for (int r = 0; r < rows; r++)
        {
            double* row = source.Row(r);
            double constant = 0d, charge = 0d;
            for (int i = 0; i < affine.Width; i++)
            {
                // What stands here is taken as is; the quotient's rounding is charged like that of a product.
                row[i] /= affine.Divisor;
                constant += row[i] * affine.Bias[i];
                charge += Math.Abs(row[i]) * magnitudes[i];
            }

            _constants[r] += constant;
            _charges[r] += charge;
        }

        foreach (AffineTerm term in affine.Terms)
        {
            Touch(term.Source, rows);
            AlignedMatrix target = _rows[term.Source];
            if (_dense.TryGetValue(term.Operator, out AlignedMatrix? dense))
            {
                MatrixKernels.Multiply(source.Data, source.Stride, rows, dense.Data, dense.Stride, affine.Width, _product.Data, target.Stride, target.Stride / AlignedMatrix.Lanes);
                VectorLoops.AddScaled(_product.Data, 1d, target.Data, rows * target.Stride);
                continue;
            }

            for (int r = 0; r < rows; r++)
            {
                double* row = source.Row(r);
                Span<double> sums = new(target.Row(r), target.Columns);
                for (int i = 0; i < affine.Width; i++)
                {
                    if (row[i] != 0d)
                    {
                        OperatorRow.Add(term.Operator, i, row[i], sums);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relax(int node, ReluNode relu, int row)
    {
        double* values = _rows[node].Row(row), target = _rows[relu.Source].Row(row);
        AlignedMatrix slopes = _slopes[relu.Layer];
        double* alpha = slopes.Row(0), lambda = slopes.Row(1), offset = slopes.Row(2);
        Vector512<double> offsets = default, charges = default;
        fixed (double* magnitudes = _magnitudes.Values[relu.Source])
        {
            for (int j = 0; j < slopes.Stride; j += AlignedMatrix.Lanes)
            {
                Vector512<double> value = Vector512.Load(values + j);
                Vector512<double> positive = Vector512.Max(value, Vector512<double>.Zero), negative = Vector512.Min(value, Vector512<double>.Zero);
                Vector512<double> product = (positive * Vector512.Load(alpha + j)) + (negative * Vector512.Load(lambda + j));
                (Vector512.Load(target + j) + product).Store(target + j);
                offsets = Vector512.MultiplyAddEstimate(negative, Vector512.Load(offset + j), offsets);
                charges = Vector512.MultiplyAddEstimate(Vector512.Abs(product), Vector512.Load(magnitudes + j), charges);
            }
        }

        double below = Vector512.Sum(offsets);
        _constants[row] += below;
        _charges[row] += Vector512.Sum(charges) - below;
    }

    private void Touch(int node, int rows)
    {
        if (!_touched[node])
        {
            _touched[node] = true;
            new Span<double>(_rows[node].Data, rows * _rows[node].Stride).Clear();
        }
    }
}
