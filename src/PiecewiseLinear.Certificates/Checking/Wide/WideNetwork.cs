using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The weights of the affine nodes as integers over one denominator a node.</summary>
internal sealed class WideNetwork
{
    public WideNetwork(ReluNetwork network)
    {
        Network = network;
        Affine = [.. network.Nodes.Select(static node => node is AffineNode affine ? new AffineIntegers(affine) : null)];
    }

    public ReluNetwork Network { get; }

    /// <summary>The integers of each node; null where it is not affine.</summary>
    public AffineIntegers?[] Affine { get; }

    /// <summary>(Σ weight · value + bias) / denominator, row by row.</summary>
    internal sealed class AffineIntegers
    {
        public AffineIntegers(AffineNode node)
        {
            List<(int Source, int Column, double Weight)>[] rows = new List<(int, int, double)>[node.Width];
            int shift = 0;
            for (int i = 0; i < node.Width; i++)
            {
                rows[i] = [.. node.Terms.SelectMany(term => IntegerNetwork.Entries(term.Operator, i).Where(static entry => entry.Weight != 0).Select(entry => (term.Source, entry.Column, entry.Weight)))];
                shift = rows[i].Select(static entry => entry.Weight).Append(node.Bias[i]).Aggregate(shift, static (most, weight) => Math.Max(most, -Dyadic.FromDouble(weight).Exponent));
            }

            Rows = [.. rows.Select(row => row.Select(entry => (entry.Source, entry.Column, Scaled(entry.Weight, shift))).ToArray())];
            Bias = [.. node.Bias.Select(bias => Scaled(bias, shift))];
            Denominator = (BigInteger)node.Divisor << shift;
        }

        public (int Source, int Column, BigInteger Weight)[][] Rows { get; }

        public BigInteger[] Bias { get; }

        public BigInteger Denominator { get; }

        private static BigInteger Scaled(double weight, int shift) => Dyadic.FromDouble(weight) is var exact && exact.IsZero ? BigInteger.Zero : exact.Mantissa << (exact.Exponent + shift);
    }
}
