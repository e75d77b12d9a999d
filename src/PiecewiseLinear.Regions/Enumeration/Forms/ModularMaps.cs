using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Fingerprints of the affine maps of regions: the coefficients modulo a prime, hashed. All coefficients are rationals whose denominators the prime does not divide,
/// and reduction respects sums and products, so equal maps have equal fingerprints; maps with equal fingerprints are compared exactly elsewhere.
/// </summary>
internal sealed class ModularMaps
{
    private const ulong Prime = (1UL << 61) - 1;

    private readonly FormPlan _plan;
    private readonly ActivationPhase[][] _phases;
    private readonly ulong[][] _forms;
    private readonly ulong[]?[][] _weights;
    private readonly ulong[][] _biases;
    private readonly ulong[] _inverses;
    private int _validNodes = 1;

    public ModularMaps(FormPlan plan, ActivationPhase[][] phases)
    {
        _plan = plan;
        _phases = phases;
        int count = plan.Network.Nodes.Length, columns = plan.Dimension + 1;
        _forms = [.. plan.Network.Nodes.Select(node => new ulong[node.Width * columns])];
        _weights = new ulong[]?[count][];
        _biases = new ulong[count][];
        _inverses = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            AffineNode? affine = plan.Network.Nodes[i] as AffineNode;
            _weights[i] = affine is null ? [] : [.. affine.Terms.Select(static term => Residues(term.Operator))];
            _biases[i] = affine is null ? [] : [.. affine.Bias.Select(Residue)];
            _inverses[i] = affine is null ? 1 : Inverse((ulong)affine.Divisor % Prime);
        }

        LayerForms roots = plan.Embedding.RootForms;
        for (int j = 0; j < roots.Count; j++)
        {
            for (int c = 0; c < columns; c++)
            {
                _forms[0][(j * columns) + c] = Residue(roots.Coefficient(j, c));
            }
        }
    }

    /// <summary>The phases of this layer and of all after it are other than before.</summary>
    public void Invalidate(int layer) => _validNodes = Math.Min(_validNodes, layer < _plan.Layers ? _plan.ReluNodes[layer] : _forms.Length);

    /// <summary>The fingerprint of the output's map along the current phases.</summary>
    public ulong Fingerprint()
    {
        for (; _validNodes < _forms.Length; _validNodes++)
        {
            Compose(_validNodes);
        }

        ulong hash = 0;
        foreach (ulong residue in _forms[_plan.Network.OutputNode])
        {
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 27) ^ residue) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 31;
        }

        return hash;
    }

    private void Compose(int node)
    {
        int columns = _plan.Dimension + 1;
        ulong[] target = _forms[node];
        Array.Clear(target);
        switch (_plan.Network.Nodes[node])
        {
            case ReluNode relu:
                for (int i = 0; i < relu.Width; i++)
                {
                    if (_phases[relu.Layer][i] == ActivationPhase.Active)
                    {
                        _forms[relu.Source].AsSpan(i * columns, columns).CopyTo(target.AsSpan(i * columns));
                    }
                }

                break;
            case AffineNode affine:
                for (int i = 0; i < affine.Width; i++)
                {
                    Span<ulong> row = target.AsSpan(i * columns, columns);
                    row[^1] = _biases[node][i];
                    for (int t = 0; t < affine.Terms.Length; t++)
                    {
                        AddRow(affine.Terms[t], _weights[node][t], i, row);
                    }

                    for (int c = 0; c < columns && affine.Divisor != 1; c++)
                    {
                        row[c] = Multiply(row[c], _inverses[node]);
                    }
                }

                break;
            default:
                throw new InvalidOperationException($"node {node} is of the unknown kind {_plan.Network.Nodes[node].GetType().Name}");
        }
    }

    private void AddRow(AffineTerm term, ulong[]? weights, int i, Span<ulong> row)
    {
        ulong[] source = _forms[term.Source];
        switch (term.Operator)
        {
            case IdentityOperator:
                Add(source, i, 1, row);
                break;
            case DiagonalOperator:
                Add(source, i, weights![i], row);
                break;
            case DenseOperator dense:
                for (int j = 0; j < dense.Columns; j++)
                {
                    Add(source, j, weights![(i * dense.Columns) + j], row);
                }

                break;
            case SparseOperator sparse:
                for (int p = sparse.RowStarts[i]; p < sparse.RowStarts[i + 1]; p++)
                {
                    Add(source, sparse.ColumnIndices[p], weights![p], row);
                }

                break;
            default:
                throw new InvalidOperationException($"unknown operator {term.Operator.GetType().Name}");
        }
    }

    private static void Add(ulong[] source, int j, ulong weight, Span<ulong> row)
    {
        for (int c = 0; c < row.Length; c++)
        {
            ulong entry = source[(j * row.Length) + c];
            if (entry != 0)
            {
                ulong sum = row[c] + Multiply(weight, entry);
                row[c] = sum >= Prime ? sum - Prime : sum;
            }
        }
    }

    private static ulong Multiply(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        ulong sum = (low & Prime) + ((low >> 61) | (high << 3));
        return sum >= Prime ? sum - Prime : sum;
    }

    private static ulong Inverse(ulong value)
    {
        ulong result = 1;
        for (ulong power = Prime - 2; power != 0; power >>= 1, value = Multiply(value, value))
        {
            result = (power & 1) != 0 ? Multiply(result, value) : result;
        }

        return result;
    }

    private static ulong[]? Residues(LinearOperator matrix)
        => matrix switch
        {
            DenseOperator dense => [.. dense.Weights.Select(Residue)],
            SparseOperator sparse => [.. sparse.Weights.Select(Residue)],
            DiagonalOperator diagonal => [.. diagonal.Diagonal.Select(Residue)],
            _ => null,
        };

    private static ulong Residue(double value) => Residue(Rational.FromDouble(value));

    private static ulong Residue(Rational value)
    {
        ulong denominator = (ulong)(value.Denominator % Prime), numerator = (ulong)(((value.Numerator % Prime) + Prime) % Prime);
        return denominator == 0
            ? throw new NotSupportedException($"the denominator of {value} is a multiple of 2^61 − 1; maps over this domain cannot be counted")
            : denominator == 1 ? numerator : Multiply(numerator, Inverse(denominator));
    }
}
