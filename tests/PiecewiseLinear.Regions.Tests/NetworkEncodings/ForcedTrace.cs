using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;

namespace PiecewiseLinear.Regions.Tests.NetworkEncodings;

/// <summary>The exact values of a network at a point, where one neuron may be forced into the phase that is not its own.</summary>
internal sealed class ForcedTrace
{
    private ForcedTrace(List<Rational[]> before, List<Rational[]> after, Rational[] output)
    {
        PreActivations = before;
        Activations = after;
        Outputs = output;
    }

    public List<Rational[]> PreActivations { get; }

    public List<Rational[]> Activations { get; }

    public Rational[] Outputs { get; }

    public static ForcedTrace At(ReluNetwork network, IReadOnlyList<Rational> point, (int Layer, int Index)? wrong = null)
    {
        List<Rational[]> values = [], before = [], after = [];
        foreach (NetworkNode node in network.Nodes)
        {
            switch (node)
            {
                case AffineNode affine:
                    values.Add(Value(affine, values));
                    break;
                case ReluNode relu:
                    before.Add(values[relu.Source]);
                    after.Add([.. values[relu.Source].Select((z, i) => (z.Sign > 0) != (wrong == (relu.Layer, i)) ? z : Rational.Zero)]);
                    values.Add(after[^1]);
                    break;
                default:
                    values.Add([.. point]);
                    break;
            }
        }

        return new ForcedTrace(before, after, values[network.OutputNode]);
    }

    private static Rational[] Value(AffineNode affine, List<Rational[]> values)
    {
        Rational[] sums = [.. affine.Bias.Select(Rational.FromDouble)];
        foreach (AffineTerm term in affine.Terms)
        {
            double[][] matrix = RationalOracle.Matrix(term.Operator);
            for (int i = 0; i < sums.Length; i++)
            {
                for (int j = 0; j < matrix[i].Length; j++)
                {
                    sums[i] += Rational.FromDouble(matrix[i][j]) * values[term.Source][j];
                }
            }
        }

        return [.. sums.Select(sum => sum / affine.Divisor)];
    }
}
