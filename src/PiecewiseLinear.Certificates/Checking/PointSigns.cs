using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The signs of the pre-activations at the point, recomputed by an exact forward pass.</summary>
internal static class PointSigns
{
    /// <summary>The sign (−1, 0, 1) of each hidden neuron's pre-activation at the point.</summary>
    public static int[][] At(IntegerNetwork network, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        (BigInteger[] values, BigInteger denominator) = IntegerVectors.Common(point);
        List<int[]> signs = [];
        _ = network.Propagate(
            new IntegerForms([.. values.Select(static value => value.IsZero ? null : DyadicRow.FromDyadics([new Dyadic(value, 0)]))], denominator),
            columns: 1,
            (_, z) =>
            {
                signs.Add([.. Enumerable.Range(0, z.Rows.Length).Select(z.SignOf)]);
                return i => z.SignOf(i) > 0;
            },
            cancellationToken);
        return [.. signs];
    }

    /// <summary>
    /// Whether the claimed characters are right: 1 for positive, 0 for negative, and for zero * if some listed region's row of the neuron is not
    /// identically zero (<paramref name="isWall"/>), else 0.
    /// </summary>
    public static string? Check(ImmutableArray<string> claimed, int[][] signs, Func<int, int, bool> isWall)
    {
        for (int layer = 0; layer < signs.Length; layer++)
        {
            for (int i = 0; i < signs[layer].Length; i++)
            {
                int sign = signs[layer][i];
                char expected = sign > 0 ? '1' : sign == 0 && isWall(layer, i) ? '*' : '0';
                if (claimed[layer][i] != expected)
                {
                    return $"the sign of neuron {layer}:{i} at the point is {expected}, the certificate says {claimed[layer][i]}";
                }
            }
        }

        return null;
    }
}
