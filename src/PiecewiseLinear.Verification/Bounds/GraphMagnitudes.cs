using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>The magnitudes of all nodes of a graph on the root box, which rounding errors are charged to; see <see cref="RoundingBudget"/>. Filled node by node while the root is bounded.</summary>
internal sealed class GraphMagnitudes
{
    private readonly ReluNetwork _network;

    public GraphMagnitudes(ReluNetwork network, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        _network = network;
        Budget = RoundingBudget.Of([.. network.Nodes.Select(static node => node.Width + (node is AffineNode affine ? affine.Terms.Sum(static term => term.Operator.Columns + 2) : 0))]);
        Values = new double[network.Nodes.Length][];
        Values[0] = new double[AlignedMatrix.Padded(network.InputDimension)];
        for (int j = 0; j < low.Length; j++)
        {
            Values[0][j] = Math.Max(Math.Abs(low[j]), Math.Abs(high[j]));
        }
    }

    public RoundingBudget Budget { get; }

    /// <summary>For each node bounds of |v|; for an affine node with those of its sources, so that they also bound the sums of |Wⱼᵢ||vᵢ| and |b|.</summary>
    public double[][] Values { get; }

    public bool AreUsable { get; private set; } = true;

    /// <summary>Computes the magnitudes of an affine node from those of its sources.</summary>
    public void AddAffine(int node, AffineNode affine)
    {
        double[] sums = new double[AlignedMatrix.Padded(affine.Width)];
        for (int i = 0; i < affine.Width; i++)
        {
            double sum = Math.Abs(affine.Bias[i]);
            foreach (AffineTerm term in affine.Terms)
            {
                sum += OperatorRow.DotMagnitudes(term.Operator, i, Values[term.Source]);
            }

            sums[i] = Budget.Up(sum);
            AreUsable &= sums[i] <= RoundingBudget.LargestMagnitude;
        }

        Values[node] = sums;
    }

    /// <summary>Sets the magnitudes of a relu node to the largest outputs.</summary>
    public void AddRelu(int node, double[] largest) => Values[node] = largest;
}
