using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The checker's exact forward pass at a point.</summary>
internal static class ExactPoint
{
    /// <summary>The output of the network at a point.</summary>
    public static ImmutableArray<Rational> Evaluate(ReluNetwork network, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        (BigInteger[] values, BigInteger denominator) = IntegerVectors.Common(point);
        IntegerForms output = new IntegerNetwork(network).Propagate(
            new IntegerForms([.. values.Select(static value => value.IsZero ? null : DyadicRow.FromDyadics([new Dyadic(value, 0)]))], denominator),
            columns: 1,
            static (_, z) => i => z.SignOf(i) > 0,
            cancellationToken)[network.OutputNode];
        return [.. output.Rows.Select(row => row is null ? Rational.Zero : row.ValueAt(0).ToRational() / output.Divisor)];
    }
}
