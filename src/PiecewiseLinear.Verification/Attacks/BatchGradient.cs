using System.Runtime.InteropServices;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>Values and gradients of a network at many points at a time, in plain doubles: candidates, not decisions. Not for use by two threads at once.</summary>
internal sealed unsafe class BatchGradient : IDisposable
{
    private readonly ReluNetwork _network;
    private readonly AlignedMatrix[] _values;
    private readonly AlignedMatrix[] _gradients;
    private readonly AlignedMatrix _product;
    private readonly Dictionary<LinearOperator, (AlignedMatrix Weights, AlignedMatrix Transposed)> _dense = new(ReferenceEqualityComparer.Instance);

    public BatchGradient(ReluNetwork network, int points)
    {
        _network = network;
        Points = (points + 3) / 4 * 4;
        _values = [.. network.Nodes.Select(node => new AlignedMatrix(Points, node.Width))];
        _gradients = [.. network.Nodes.Select(node => new AlignedMatrix(Points, node.Width))];
        _product = new AlignedMatrix(Points, network.Nodes.Max(static node => node.Width));
        foreach (DenseOperator dense in network.Nodes.OfType<AffineNode>().SelectMany(static node => node.Terms).Select(static term => term.Operator).OfType<DenseOperator>())
        {
            _dense[dense] = Copies(dense);
        }
    }

    /// <summary>The number of points, a multiple of four.</summary>
    public int Points { get; }

    /// <summary>The points, one a row; to be written before <see cref="Evaluate"/>.</summary>
    public AlignedMatrix Inputs => _values[0];

    /// <summary>The outputs, one row a point.</summary>
    public AlignedMatrix Outputs => _values[_network.OutputNode];

    /// <summary>The weights of the outputs whose gradient is wanted, one row a point; to be written before <see cref="Differentiate"/>.</summary>
    public AlignedMatrix OutputWeights => _gradients[_network.OutputNode];

    /// <summary>The gradients at the points, one a row.</summary>
    public AlignedMatrix InputGradients => _gradients[0];

    /// <summary>Computes the outputs.</summary>
    public void Evaluate()
    {
        for (int i = 1; i < _values.Length; i++)
        {
            switch (_network.Nodes[i])
            {
                case ReluNode relu:
                    VectorLoops.Relu(_values[relu.Source].Data, _values[i].Data, Points * _values[i].Stride);
                    break;
                case AffineNode affine:
                    Affine(affine, _values[i]);
                    break;
                default:
                    throw new InvalidOperationException($"unknown node {_network.Nodes[i].GetType().Name}");
            }
        }
    }

    /// <summary>Computes the gradients of ⟨weights, output⟩ at the points last evaluated; at a kink, of the inactive side.</summary>
    public void Differentiate()
    {
        for (int i = 0; i < _gradients.Length; i++)
        {
            if (i != _network.OutputNode)
            {
                All(_gradients[i]).Clear();
            }
        }

        for (int i = _network.OutputNode; i > 0; i--)
        {
            switch (_network.Nodes[i])
            {
                case ReluNode relu:
                    VectorLoops.AddWherePositive(_values[relu.Source].Data, _gradients[i].Data, _gradients[relu.Source].Data, Points * _gradients[i].Stride);
                    break;
                case AffineNode affine:
                    foreach (AffineTerm term in affine.Terms)
                    {
                        Back(term, _gradients[i], _gradients[term.Source], 1d / affine.Divisor);
                    }

                    break;
                default:
                    throw new InvalidOperationException($"unknown node {_network.Nodes[i].GetType().Name}");
            }
        }
    }

    private void Affine(AffineNode affine, AlignedMatrix target)
    {
        for (int p = 0; p < Points; p++)
        {
            affine.Bias.AsSpan().CopyTo(new Span<double>(target.Row(p), target.Columns));
        }

        foreach (AffineTerm term in affine.Terms)
        {
            AlignedMatrix source = _values[term.Source];
            if (_dense.TryGetValue(term.Operator, out (AlignedMatrix Weights, AlignedMatrix Transposed) dense))
            {
                AddProduct(source, dense.Transposed, target, 1d);
                continue;
            }

            for (int p = 0; p < Points; p++)
            {
                for (int r = 0; r < target.Columns; r++)
                {
                    target.Row(p)[r] += OperatorRow.Dot(term.Operator, r, source.Row(p));
                }
            }
        }

        if (affine.Divisor != 1)
        {
            foreach (ref double value in All(target))
            {
                value /= affine.Divisor;
            }
        }
    }

    private void Back(AffineTerm term, AlignedMatrix gradient, AlignedMatrix target, double factor)
    {
        if (_dense.TryGetValue(term.Operator, out (AlignedMatrix Weights, AlignedMatrix Transposed) dense))
        {
            AddProduct(gradient, dense.Weights, target, factor);
            return;
        }

        for (int p = 0; p < Points; p++)
        {
            for (int r = 0; r < gradient.Columns; r++)
            {
                double g = gradient.Row(p)[r] * factor;
                if (g != 0d)
                {
                    OperatorRow.Add(term.Operator, r, g, new Span<double>(target.Row(p), target.Columns));
                }
            }
        }
    }

    private void AddProduct(AlignedMatrix left, AlignedMatrix right, AlignedMatrix target, double factor)
    {
        MatrixKernels.Multiply(left.Data, left.Stride, Points, right.Data, right.Stride, left.Columns, _product.Data, target.Stride, target.Stride / AlignedMatrix.Lanes);
        VectorLoops.AddScaled(_product.Data, factor, target.Data, Points * target.Stride);
    }

    private Span<double> All(AlignedMatrix matrix) => new(matrix.Data, Points * matrix.Stride);

    private static (AlignedMatrix Weights, AlignedMatrix Transposed) Copies(DenseOperator dense)
    {
        AlignedMatrix weights = new(dense.Rows, dense.Columns), transposed = new(dense.Columns, dense.Rows);
        ReadOnlySpan<double> source = ImmutableCollectionsMarshal.AsArray(dense.Weights);
        for (int r = 0; r < dense.Rows; r++)
        {
            for (int c = 0; c < dense.Columns; c++)
            {
                weights.Row(r)[c] = transposed.Row(c)[r] = source[(r * dense.Columns) + c];
            }
        }

        return (weights, transposed);
    }

    public void Dispose()
    {
        _product.Dispose();
        foreach (AlignedMatrix matrix in (AlignedMatrix[])[.. _values, .. _gradients])
        {
            matrix.Dispose();
        }

        foreach ((AlignedMatrix weights, AlignedMatrix transposed) in _dense.Values)
        {
            weights.Dispose();
            transposed.Dispose();
        }
    }
}
