using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// A network that is a plain chain input → affine → relu → … → affine, with dense weights ready for the kernels. Level 0 is the input, level k the outputs of
/// hidden layer k − 1; affine map k takes level k to the pre-activations of hidden layer k, the last one to the output.
/// </summary>
internal sealed class ChainNetwork
{
    private const long MostWeights = 1L << 26;

    private ChainNetwork(ReluNetwork network, List<AlignedMatrix> weights, List<double[]> biases)
    {
        (Inputs, FirstNeurons) = (network.InputDimension, network.FirstNeurons);
        Weights = [.. weights];
        Biases = [.. biases];
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of hidden layers.</summary>
    public int Hidden => Weights.Length - 1;

    /// <summary>The matrices; matrix k has a row for each neuron of hidden layer k (or each output).</summary>
    public ImmutableArray<AlignedMatrix> Weights { get; }

    /// <summary>The biases.</summary>
    public ImmutableArray<double[]> Biases { get; }

    /// <inheritdoc cref="ReluNetwork.FirstNeurons"/>
    public ImmutableArray<int> FirstNeurons { get; }

    /// <summary>The number of hidden neurons.</summary>
    public int Neurons => FirstNeurons[^1];

    /// <summary>The chain, or null where the network is some other graph, has divisors, or too many weights to be dense.</summary>
    public static unsafe ChainNetwork? TryCreate(ReluNetwork network)
    {
        List<AlignedMatrix> weights = [];
        List<double[]> biases = [];
        int level = 0;
        long total = 0;
        for (int i = 1; i < network.Nodes.Length; i += 2)
        {
            bool isLast = i == network.OutputNode;
            if (network.Nodes[i] is not AffineNode { Divisor: 1, Terms: [var term] } affine || term.Source != level
                || (!isLast && !(i + 1 < network.Nodes.Length && network.Nodes[i + 1] is ReluNode relu && relu.Source == i))
                || (total += (long)term.Operator.Rows * term.Operator.Columns) > MostWeights)
            {
                return null;
            }

            AlignedMatrix matrix = new(term.Operator.Rows, term.Operator.Columns);
            for (int r = 0; r < matrix.Rows; r++)
            {
                OperatorRow.Add(term.Operator, r, 1d, new Span<double>(matrix.Row(r), matrix.Columns));
            }

            weights.Add(matrix);
            biases.Add([.. affine.Bias]);
            if (isLast)
            {
                return i == network.Nodes.Length - 1 ? new ChainNetwork(network, weights, biases) : null;
            }

            level = i + 1;
        }

        return null;
    }
}
