using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>The exact forms of one affine node from the forms of its sources.</summary>
internal static class AffineForms
{
    /// <summary>
    /// (Σₖ Wₖ·vₖ + b) / q over sources vₖ = rowsₖ / Dₖ: with D the least common multiple of the Dₖ the result is
    /// (Σₖ Wₖ·(D/Dₖ)·rowsₖ + D·b) / (D·q); the integers D/Dₖ are multiplied into the rows first.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="values">The forms of the nodes before it.</param>
    /// <param name="inputs">The number of coordinates of the forms.</param>
    /// <param name="identityRoots">Whether the forms of node 0 are the inputs themselves.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public static LayerForms Apply(AffineNode node, LayerForms[] values, int inputs, bool identityRoots, CancellationToken cancellationToken)
    {
        BigInteger common = IntegerVector.LeastCommonMultiple(node.Terms.Select(term => values[term.Source].Divisor));

        if (identityRoots && common.IsOne && node.Terms is [{ Source: 0, Operator: DenseOperator dense }])
        {
            return new LayerForms(FirstLayer(dense, node, inputs, cancellationToken), node.Divisor, inputs);
        }

        DyadicRow one = Scale(DyadicRow.Unit(inputs + 1, inputs), common);
        ReadOnlyMemory<DyadicRow?>[] sources = new ReadOnlyMemory<DyadicRow?>[node.Terms.Length];
        for (int k = 0; k < sources.Length; k++)
        {
            LayerForms source = values[node.Terms[k].Source];
            sources[k] = Scale(source.Rows, common / source.Divisor);
        }

        WeightedRows combination = new(one);
        DyadicRow?[] rows = new DyadicRow?[node.Width];
        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int k = 0; k < sources.Length; k++)
            {
                combination.AddRow(node.Terms[k].Operator, i, sources[k].Span);
            }

            rows[i] = combination.Finish(node.Bias[i]);
        }

        return new LayerForms(rows, common * node.Divisor, inputs);
    }

    /// <summary>A dense matrix applied to the input itself: its rows are the forms, no arithmetic at all.</summary>
    private static DyadicRow?[] FirstLayer(DenseOperator dense, AffineNode node, int inputs, CancellationToken cancellationToken)
    {
        double[] buffer = new double[inputs + 1];
        DyadicRow?[] rows = new DyadicRow?[dense.Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            dense.Weights.AsSpan().Slice(i * inputs, inputs).CopyTo(buffer);
            buffer[inputs] = node.Bias[i];
            DyadicRow row = DyadicRow.FromDoubles(buffer);
            rows[i] = row.IsZero ? null : row;
        }

        return rows;
    }

    private static ReadOnlyMemory<DyadicRow?> Scale(ReadOnlySpan<DyadicRow?> rows, BigInteger factor)
    {
        DyadicRow?[] scaled = rows.ToArray();
        if (!factor.IsOne)
        {
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = scaled[i] is { } row ? Scale(row, factor) : null;
            }
        }

        return scaled;
    }

    /// <summary>row · factor for a positive integer: the factor is split into 52-bit digits, each of which is an exact double.</summary>
    internal static DyadicRow Scale(DyadicRow row, BigInteger factor)
    {
        if (factor.IsOne)
        {
            return row;
        }

        const int digitBits = 52;
        List<DyadicRow?> copies = [];
        List<double> weights = [];
        DyadicRow shifted = row;
        for (BigInteger rest = factor; !rest.IsZero; rest >>= digitBits)
        {
            copies.Add(shifted);
            weights.Add((double)(ulong)(rest & ((1UL << digitBits) - 1)));
            shifted = shifted.ScaleByPowerOfTwo(digitBits);
        }

        return DyadicRow.Combine([.. copies], [.. weights]);
    }
}
