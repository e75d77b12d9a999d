using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions.Tests.Slices;

/// <summary>
/// A network on a plane as a network of two inputs: its first layer is multiplied out, which is exact for small integers. So a slice can be compared with an oracle that knows
/// nothing of slices.
/// </summary>
internal static class ComposedNetwork
{
    public static ReluNetwork Of(ReluNetwork network, int[] origin, int[] u, int[] v)
    {
        AffineNode first = (AffineNode)network.Nodes[1];
        DenseOperator matrix = (DenseOperator)first.Terms[0].Operator;
        double[] weights = new double[2 * first.Width], bias = new double[first.Width];
        for (int i = 0; i < first.Width; i++)
        {
            weights[2 * i] = Exactly(matrix, i, u, 0);
            weights[(2 * i) + 1] = Exactly(matrix, i, v, 0);
            bias[i] = Exactly(matrix, i, origin, first.Bias[i]);
        }

        NetworkNode composed = new AffineNode(first.Width, first.Name, [new AffineTerm(0, new DenseOperator(first.Width, 2, [.. weights]))], [.. bias]);
        return new ReluNetwork([new InputNode(2, "plane"), composed, .. network.Nodes.Skip(2)], network.OutputNode);
    }

    private static double Exactly(DenseOperator matrix, int row, int[] vector, double constant)
    {
        Rational sum = Rational.FromDouble(constant);
        for (int j = 0; j < vector.Length; j++)
        {
            sum += Rational.FromDouble(matrix.Weights[(row * matrix.Columns) + j]) * vector[j];
        }

        double rounded = sum.ToDoubleApproximate();
        return Rational.FromDouble(rounded) == sum ? rounded : throw new InvalidOperationException("the composition is not exact in doubles");
    }
}
