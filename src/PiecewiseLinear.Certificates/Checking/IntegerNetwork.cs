using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The network as exact arithmetic on rows: what is composed from dyadic weights is dyadic over one integer divisor a node, without any gcd. This is the checker's own
/// composition; it shares the numbers of PiecewiseLinear.Exact with the engines and no code beyond them.
/// </summary>
internal sealed class IntegerNetwork
{
    private readonly ImmutableArray<AffineRows?> _affine;

    public IntegerNetwork(ReluNetwork network)
    {
        Network = network;
        _affine = [.. network.Nodes.Select(static node => node is AffineNode affine ? AffineRows.Of(affine) : null)];
    }

    public ReluNetwork Network { get; }

    /// <summary>The value of an affine node over the values of earlier ones.</summary>
    /// <param name="node">The node.</param>
    /// <param name="earlier">The values of the nodes before it.</param>
    /// <param name="columns">The length of the rows.</param>
    /// <param name="constants">Whether the last column is the constant and takes the bias (not so for directions).</param>
    public IntegerForms Affine(int node, IReadOnlyList<IntegerForms> earlier, int columns, bool constants)
        => _affine[node]!.Compose(earlier, columns, constants);

    /// <summary>The values of all nodes, the phases of each ReLU layer chosen by <paramref name="phases"/> from its pre-activations.</summary>
    public IntegerForms[] Propagate(IntegerForms input, int columns, Func<ReluNode, IntegerForms, Func<int, bool>> phases, CancellationToken cancellationToken)
    {
        List<IntegerForms> values = [input];
        for (int node = 1; node < Network.Nodes.Length; node++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            values.Add(Network.Nodes[node] is ReluNode relu
                ? values[relu.Source].Restrict(phases(relu, values[relu.Source]))
                : Affine(node, values, columns, constants: true));
        }

        return [.. values];
    }

    /// <summary>The stored entries of a row of a matrix, whatever its storage.</summary>
    public static IEnumerable<(int Column, double Weight)> Entries(LinearOperator matrix, int row)
        => matrix switch
        {
            IdentityOperator => [(row, 1d)],
            DiagonalOperator diagonal => [(row, diagonal.Diagonal[row])],
            DenseOperator dense => Enumerable.Range(0, dense.Columns).Select(j => (j, dense.Weights[(row * dense.Columns) + j])),
            SparseOperator sparse => Enumerable.Range(sparse.RowStarts[row], sparse.RowStarts[row + 1] - sparse.RowStarts[row])
                .Select(k => (sparse.ColumnIndices[k], sparse.Weights[k])),
            _ => throw new ArgumentException($"a matrix of the unknown kind {matrix.GetType().Name}", nameof(matrix)),
        };

    private sealed record Term(int Source, (int Column, double Weight)[][] Rows);

    /// <summary>An affine node: per term and row the weights that are not zero.</summary>
    private sealed record AffineRows(ImmutableArray<Term> Terms, ImmutableArray<double> Bias, BigInteger Divisor)
    {
        public static AffineRows Of(AffineNode node)
            => new(
                [.. node.Terms.Select(static term => new Term(
                    term.Source,
                    [.. Enumerable.Range(0, term.Operator.Rows).Select(row => Entries(term.Operator, row).Where(static entry => entry.Item2 != 0).ToArray())]))],
                node.Bias,
                node.Divisor);

        /// <summary>(Σ W·v + b) / divisor over v = rows / Dₖ: with D the least common multiple of the Dₖ, (Σ W·(D/Dₖ)·rows + D·b) / (D·divisor).</summary>
        public IntegerForms Compose(IReadOnlyList<IntegerForms> earlier, int columns, bool constants)
        {
            BigInteger common = IntegerVectors.CommonMultiple(Terms.Select(term => earlier[term.Source].Divisor));
            DyadicRow?[][] sources = [.. Terms.Select(term => Scaled(earlier[term.Source].Rows, common / earlier[term.Source].Divisor))];
            DyadicRow? one = constants ? IntegerForms.Multiple(DyadicRow.Unit(columns, columns - 1), common) : null;
            DyadicRow?[] rows = new DyadicRow?[Bias.Length];
            List<DyadicRow?> summands = [];
            List<double> weights = [];
            for (int i = 0; i < rows.Length; i++)
            {
                summands.Clear();
                weights.Clear();
                for (int k = 0; k < sources.Length; k++)
                {
                    foreach ((int column, double weight) in Terms[k].Rows[i])
                    {
                        if (sources[k][column] is { } summand)
                        {
                            summands.Add(summand);
                            weights.Add(weight);
                        }
                    }
                }

                if (one is not null && Bias[i] != 0)
                {
                    summands.Add(one);
                    weights.Add(Bias[i]);
                }

                rows[i] = summands.Count > 0 && DyadicRow.Combine([.. summands], [.. weights]) is { IsZero: false } sum ? sum : null;
            }

            return new IntegerForms(rows, common * Divisor);
        }

        private static DyadicRow?[] Scaled(DyadicRow?[] rows, BigInteger factor)
            => factor.IsOne ? rows : [.. rows.Select(row => row is null ? null : IntegerForms.Multiple(row, factor))];
    }
}
