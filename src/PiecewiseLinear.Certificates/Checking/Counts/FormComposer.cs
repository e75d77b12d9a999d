using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Composes <see cref="EnclosedForms"/> node by node. For z = (Σⱼ Wⱼvⱼ + b) / D over n live components vⱼ with double forms v̂ⱼ and errors eⱼ, the
/// computed form differs from z on the box by at most (Σ|Wⱼ|eⱼ + γ·(Σ|Wⱼ|sizeⱼ + |b|)) / D with γ = (n + 4)·2u: the first part is the
/// errors of the operands, the second the roundings of n products and sums in every column, weighted with the reach of the column.
/// </summary>
internal sealed class FormComposer
{
    private readonly (int Source, int[] Starts, int[] Columns, double[] Weights)[]?[] _terms;
    private readonly ReluNetwork _network;
    private readonly DoubleBox _box;

    public FormComposer(ReluNetwork network, DoubleBox box)
    {
        _network = network;
        _box = box;
        _terms = [.. network.Nodes.Select(static node => node is AffineNode affine ? affine.Terms.Select(Stored).ToArray() : null)];
    }

    /// <summary>Computes an affine node over the values of earlier ones into <paramref name="result"/>.</summary>
    public void Compose(int node, EnclosedForms[] values, EnclosedForms result)
    {
        AffineNode affine = (AffineNode)_network.Nodes[node];
        int length = _box.Count + 1;
        for (int i = 0; i < affine.Width; i++)
        {
            Span<double> row = result.Coefficients.AsSpan(i * length, length);
            row.Clear();
            row[^1] = affine.Bias[i];
            (double errors, double sizes, int terms) = (0, Math.Abs(affine.Bias[i]), 0);
            foreach ((int source, int[] starts, int[] columns, double[] weights) in _terms[node]!)
            {
                EnclosedForms operand = values[source];
                for (int e = starts[i]; e < starts[i + 1]; e++)
                {
                    int j = columns[e];
                    if (!operand.Live[j])
                    {
                        continue;
                    }

                    double weight = weights[e];
                    ReadOnlySpan<double> form = operand.Coefficients.AsSpan(j * length, length);
                    for (int c = 0; c < form.Length; c++)
                    {
                        row[c] += weight * form[c];
                    }

                    errors += Math.Abs(weight) * operand.Errors[j];
                    sizes += Math.Abs(weight) * operand.Sizes[j];
                    terms++;
                }
            }

            if (affine.Divisor != 1)
            {
                for (int c = 0; c < length; c++)
                {
                    row[c] /= affine.Divisor;
                }
            }

            double bound = (errors + ((terms + 4) * ErrorBounds.Unit * sizes)) / affine.Divisor;
            Finish(result, i, sizes <= ErrorBounds.Largest && terms < 1 << 20 ? bound : double.PositiveInfinity);
        }
    }

    /// <summary>Bounds component i, whose row is in place with the given error but for underflow.</summary>
    public void Finish(EnclosedForms result, int component, double error)
    {
        ReadOnlySpan<double> row = result.Row(component);
        double size = Math.Abs(row[^1]);
        for (int c = 0; c < row.Length - 1; c++)
        {
            size += Math.Abs(row[c]) * _box.Reach[c];
        }

        result.Errors[component] = (error * ErrorBounds.Outward) + ErrorBounds.Underflow;
        result.Sizes[component] = (size * ErrorBounds.Outward) + ErrorBounds.Underflow;
    }

    private static (int Source, int[] Starts, int[] Columns, double[] Weights) Stored(AffineTerm term)
    {
        List<int> columns = [];
        List<double> weights = [];
        int[] starts = new int[term.Operator.Rows + 1];
        for (int i = 0; i < term.Operator.Rows; i++)
        {
            foreach ((int column, double weight) in IntegerNetwork.Entries(term.Operator, i))
            {
                if (weight != 0)
                {
                    columns.Add(column);
                    weights.Add(weight);
                }
            }

            starts[i + 1] = columns.Count;
        }

        return (term.Source, starts, [.. columns], [.. weights]);
    }
}
