using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The network laid out for the checker's backward bounds: dense matrices in rows padded to whole vectors of eight doubles; sparse ones where dense ones would be large and mostly zero.
/// </summary>
internal sealed class CheckedNetwork
{
    public const int Lanes = 8;
    private const int AlwaysDense = 1 << 16;

    public CheckedNetwork(ReluNetwork network)
    {
        Network = network;
        ReluNodes = new int[network.HiddenLayers.Length];
        Terms = new TermLayout[network.Nodes.Length][];
        long roundings = 4L * network.InputDimension;
        for (int i = 0; i < network.Nodes.Length; i++)
        {
            roundings += network.Nodes[i].Width + 8L;
            Terms[i] = network.Nodes[i] is AffineNode affine ? [.. affine.Terms.Select(static term => new TermLayout(term))] : [];
            if (network.Nodes[i] is ReluNode relu)
            {
                ReluNodes[relu.Layer] = i;
            }
        }

        Rounding = new RoundingCharge(roundings);
        IsChain = network.Nodes.Length % 2 == 0 && network.OutputNode == network.Nodes.Length - 1 && Enumerable.Range(1, network.Nodes.Length - 1).All(IsLink);
    }

    public ReluNetwork Network { get; }

    /// <summary>Whether the nodes are input, affine, relu, affine, …, affine with dense matrices and no divisors: then stably inactive neurons are left out of all products.</summary>
    public bool IsChain { get; }

    /// <inheritdoc cref="ReluNetwork.FirstNeurons"/>
    public ImmutableArray<int> FirstNeurons => Network.FirstNeurons;

    /// <summary>The node of each hidden layer.</summary>
    public int[] ReluNodes { get; }

    /// <summary>The terms of each affine node.</summary>
    public TermLayout[][] Terms { get; }

    public RoundingCharge Rounding { get; }

    public int Inputs => Network.InputDimension;

    public int Neurons => FirstNeurons[^1];

    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>The layer of a neuron that is counted over all layers.</summary>
    public int LayerOf(int neuron)
    {
        int layer = 0;
        while (FirstNeurons[layer + 1] <= neuron)
        {
            layer++;
        }

        return layer;
    }

    private bool IsLink(int node)
        => node % 2 == 0
            ? Network.Nodes[node] is ReluNode relu && relu.Source == node - 1
            : Network.Nodes[node] is AffineNode { Divisor: 1 } && Terms[node] is [{ Dense: not null } term] && term.Source == node - 1;

    /// <summary>One matrix of an affine node.</summary>
    public sealed class TermLayout
    {
        public TermLayout(AffineTerm term)
        {
            Source = term.Source;
            Operator = term.Operator;
            Stride = Padded(Operator.Columns);
            if (Operator is DenseOperator || (long)Operator.Rows * Operator.Columns <= AlwaysDense)
            {
                Dense = new double[Operator.Rows * Stride];
                for (int i = 0; i < Operator.Rows; i++)
                {
                    foreach ((int column, double weight) in IntegerNetwork.Entries(Operator, i))
                    {
                        Dense[(i * Stride) + column] = weight;
                    }
                }
            }
        }

        public int Source { get; }

        public LinearOperator Operator { get; }

        /// <summary>The distance of two rows of <see cref="Dense"/>.</summary>
        public int Stride { get; }

        /// <summary>The matrix with padded rows, or null where it stays sparse.</summary>
        public double[]? Dense { get; }

        /// <summary>target += factor · row i of the matrix.</summary>
        public void AddRow(int i, double factor, Span<double> target)
        {
            if (Dense is not null)
            {
                ReadOnlySpan<double> row = Dense.AsSpan(i * Stride, Operator.Columns);
                for (int j = 0; j < row.Length; j++)
                {
                    target[j] += factor * row[j];
                }

                return;
            }

            if (Operator is SparseOperator sparse)
            {
                for (int k = sparse.RowStarts[i]; k < sparse.RowStarts[i + 1]; k++)
                {
                    target[sparse.ColumnIndices[k]] += factor * sparse.Weights[k];
                }

                return;
            }

            target[i] += factor * (Operator is DiagonalOperator diagonal ? diagonal.Diagonal[i] : 1d);
        }

        /// <summary>Σⱼ |row i|ⱼ · vectorⱼ.</summary>
        public double DotMagnitudes(int i, ReadOnlySpan<double> vector)
        {
            double sum = 0d;
            foreach ((int column, double weight) in IntegerNetwork.Entries(Operator, i))
            {
                sum += Math.Abs(weight) * vector[column];
            }

            return sum;
        }
    }
}
