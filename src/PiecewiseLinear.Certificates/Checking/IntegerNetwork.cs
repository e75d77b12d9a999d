using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The network with integer weights: those of an affine node are m · 2^e with one exponent e ≤ 0 for the whole node, so that everything composed
/// from them is integers over one denominator a node, without any gcd. This is the checker's own composition; it shares no code with an engine.
/// </summary>
internal sealed class IntegerNetwork
{
    private readonly ImmutableArray<IntegerNode?> _affine;

    public IntegerNetwork(ReluNetwork network)
    {
        Network = network;
        _affine = [.. network.Nodes.Select(static node => node is AffineNode affine ? IntegerNode.Of(affine) : null)];
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

    private sealed record IntegerTerm(int Source, (int Column, BigInteger Weight)[][] Rows);

    private sealed record IntegerNode(ImmutableArray<IntegerTerm> Terms, BigInteger[] Bias, BigInteger Denominator)
    {
        public static IntegerNode Of(AffineNode node)
        {
            (int Column, double Weight)[][][] terms = [.. node.Terms.Select(static term => Entries(term.Operator))];
            int exponent = terms.SelectMany(static rows => rows).SelectMany(static row => row).Select(static entry => entry.Weight).Concat(node.Bias)
                .Where(static weight => weight != 0).Aggregate(0, static (least, weight) => Math.Min(least, Dyadic.FromDouble(weight).Exponent));
            return new IntegerNode(
                [.. node.Terms.Select((term, k) => new IntegerTerm(
                    term.Source,
                    [.. terms[k].Select(row => row.Select(entry => (entry.Column, Scaled(entry.Weight, exponent))).ToArray())]))],
                [.. node.Bias.Select(bias => Scaled(bias, exponent))],
                (BigInteger.One << -exponent) * node.Divisor);
        }

        public IntegerForms Compose(IReadOnlyList<IntegerForms> earlier, int columns, bool constants)
        {
            BigInteger common = IntegerVectors.CommonMultiple(Terms.Select(term => earlier[term.Source].Denominator));
            BigInteger[]?[] rows = new BigInteger[]?[Bias.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                BigInteger[] sum = new BigInteger[columns];
                foreach (IntegerTerm term in Terms)
                {
                    BigInteger factor = common / earlier[term.Source].Denominator;
                    foreach ((int column, BigInteger weight) in term.Rows[i])
                    {
                        IntegerVectors.AddMultiple(sum, earlier[term.Source].Rows[column], weight * factor);
                    }
                }

                if (constants)
                {
                    sum[^1] += Bias[i] * common;
                }

                rows[i] = sum.All(static number => number.IsZero) ? null : sum;
            }

            return new IntegerForms(rows, common * Denominator);
        }

        private static BigInteger Scaled(double weight, int exponent)
            => Dyadic.FromDouble(weight) is { IsZero: false } dyadic ? dyadic.Mantissa << (dyadic.Exponent - exponent) : BigInteger.Zero;

        private static (int Column, double Weight)[][] Entries(LinearOperator matrix)
            => [.. Enumerable.Range(0, matrix.Rows).Select(row => Entries(matrix, row).Where(static entry => entry.Item2 != 0).ToArray())];

        private static IEnumerable<(int Column, double Weight)> Entries(LinearOperator matrix, int row)
            => matrix switch
            {
                IdentityOperator => [(row, 1d)],
                DiagonalOperator diagonal => [(row, diagonal.Diagonal[row])],
                DenseOperator dense => Enumerable.Range(0, dense.Columns).Select(j => (j, dense.Weights[(row * dense.Columns) + j])),
                SparseOperator sparse => Enumerable.Range(sparse.RowStarts[row], sparse.RowStarts[row + 1] - sparse.RowStarts[row])
                    .Select(k => (sparse.ColumnIndices[k], sparse.Weights[k])),
                _ => throw new ArgumentException($"a matrix of the unknown kind {matrix.GetType().Name}", nameof(matrix)),
            };
    }
}
