using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>What the walk has when it arrives behind the last node.</summary>
internal sealed record WalkedCell<T>(T Cell, ActivationPattern Pattern, ImmutableArray<OracleRow> Rows, Rational[][] Output);

/// <summary>
/// Goes through a network neuron by neuron, in node order, with the exact affine form (coefficients, then the constant) of every component. At
/// each neuron whose form is not identically zero the caller says which phases exist on the cell; every one of them is followed.
/// </summary>
internal sealed class CellWalk<T>
{
    private readonly ReluNetwork _network;
    private readonly Func<T, OracleSource, Rational[], IEnumerable<(ActivationPhase Phase, T Cell)>> _split;
    private readonly Rational[][][] _values;
    private readonly List<ActivationPhase>[] _phases;
    private readonly List<OracleRow> _rows = [];
    private readonly List<WalkedCell<T>> _found = [];

    private CellWalk(ReluNetwork network, Func<T, OracleSource, Rational[], IEnumerable<(ActivationPhase, T)>> split)
    {
        _network = network;
        _split = split;
        _values = new Rational[network.Nodes.Length][][];
        _phases = [.. network.HiddenLayers.Select(static _ => new List<ActivationPhase>())];
    }

    public static List<WalkedCell<T>> Run(
        ReluNetwork network, Rational[][] inputs, T root, Func<T, OracleSource, Rational[], IEnumerable<(ActivationPhase Phase, T Cell)>> split)
    {
        CellWalk<T> walk = new(network, split);
        walk._values[0] = inputs;
        walk.Visit(1, 0, root);
        return walk._found;
    }

    private void Visit(int node, int neuron, T cell)
    {
        if (node == _network.Nodes.Length)
        {
            _found.Add(new WalkedCell<T>(cell, ActivationPattern.Create([.. _phases.Select(static layer => layer.ToArray())]), [.. _rows], [.. _values[_network.OutputNode]]));
            return;
        }

        switch (_network.Nodes[node])
        {
            case AffineNode affine:
                _values[node] = Compose(affine);
                Visit(node + 1, 0, cell);
                break;
            case ReluNode relu when neuron == relu.Width:
                Visit(node + 1, 0, cell);
                break;
            case ReluNode relu:
                _values[node] = neuron == 0 ? new Rational[relu.Width][] : [.. _values[node]];
                VisitNeuron(node, relu, neuron, cell);
                break;
            default:
                throw new InvalidOperationException($"node {node} is of the unknown kind {_network.Nodes[node].GetType().Name}");
        }
    }

    private void VisitNeuron(int node, ReluNode relu, int neuron, T cell)
    {
        Rational[] form = _values[relu.Source][neuron];
        Rational[][] layer = _values[node];
        List<ActivationPhase> phases = _phases[relu.Layer];
        if (form.All(static a => a.IsZero))
        {
            Follow(ActivationPhase.Inactive, cell, null);
            return;
        }

        bool isWall = form.SkipLast(1).Any(static a => !a.IsZero);
        OracleSource source = OracleSource.Neuron(relu.Layer, neuron);
        foreach ((ActivationPhase phase, T part) in _split(cell, source, form))
        {
            // Active: f ≥ 0, that is ⟨−a, x⟩ ≤ c. Inactive: f ≤ 0, that is ⟨a, x⟩ ≤ −c.
            Rational sign = phase == ActivationPhase.Active ? -1 : 1;
            Follow(phase, part, isWall ? new OracleRow(source, [.. form.SkipLast(1).Select(a => sign * a)], -sign * form[^1]) : null);
        }

        void Follow(ActivationPhase phase, T part, OracleRow? row)
        {
            _values[node] = [.. layer];
            _values[node][neuron] = phase == ActivationPhase.Active ? form : new Rational[form.Length];
            phases.Add(phase);
            int rows = _rows.Count;
            _rows.AddRange(row is null ? [] : [row]);
            Visit(node, neuron + 1, part);
            _rows.RemoveRange(rows, _rows.Count - rows);
            phases.RemoveAt(neuron);
        }
    }

    private Rational[][] Compose(AffineNode affine)
    {
        int columns = _values[0][0].Length;
        Rational[][] result = new Rational[affine.Width][];
        for (int i = 0; i < affine.Width; i++)
        {
            Rational[] sum = new Rational[columns];
            sum[^1] = Rational.FromDouble(affine.Bias[i]);
            foreach (AffineTerm term in affine.Terms)
            {
                foreach ((int source, double weight) in Entries(term.Operator, i))
                {
                    Rational factor = Rational.FromDouble(weight);
                    Rational[] form = _values[term.Source][source];
                    for (int j = 0; j < columns; j++)
                    {
                        sum[j] = form[j].IsZero ? sum[j] : sum[j] + (factor * form[j]);
                    }
                }
            }

            result[i] = affine.Divisor == 1 ? sum : [.. sum.Select(a => a / affine.Divisor)];
        }

        return result;
    }

    /// <summary>The nonzero entries of a row of the matrix.</summary>
    private static IEnumerable<(int Column, double Weight)> Entries(LinearOperator matrix, int row)
        => matrix switch
        {
            IdentityOperator => [(row, 1d)],
            DiagonalOperator diagonal => [(row, diagonal.Diagonal[row])],
            DenseOperator dense => Enumerable.Range(0, dense.Columns).Select(j => (j, dense.Weights[(row * dense.Columns) + j])).Where(static e => e.Item2 != 0),
            SparseOperator sparse => Enumerable.Range(sparse.RowStarts[row], sparse.RowStarts[row + 1] - sparse.RowStarts[row])
                .Select(k => (sparse.ColumnIndices[k], sparse.Weights[k])),
            _ => throw new InvalidOperationException($"unknown matrix {matrix.GetType().Name}"),
        };
}
