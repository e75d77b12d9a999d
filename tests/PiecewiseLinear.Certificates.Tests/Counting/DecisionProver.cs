using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Which labels win strictly somewhere in a leaf, by cutting it with the differences, and why the others do not.</summary>
internal sealed class DecisionProver(RationalCell cell, Rational[][] labels, RegionCountSegment segment)
{
    /// <summary>Reports the decision of the leaf; the point of the leaf that goes with it.</summary>
    public (BigInteger[] Numerators, int Exponent) Report(out bool crossed, out bool tied)
    {
        (int Label, Rational[] Point)[] winners = [.. Enumerable.Range(0, labels.Length).Select(label => (label, Wins(label)!)).Where(static pair => pair.Item2 is not null)];
        crossed = winners.Length > 1;
        tied = winners.Length == 0;
        (BigInteger[], int) point = tied ? cell.Inside(cell.Middle) : PointOf(winners[0]);
        if (crossed)
        {
            (BigInteger[] numerators, int exponent) = PointOf(winners[1]);
            segment.Crossed(numerators, exponent);
            return point;
        }

        if (tied)
        {
            segment.Tied();
        }
        else
        {
            segment.Won();
        }

        for (int label = 0; label < labels.Length; label++)
        {
            if ((tied || label != winners[0].Label) && !Others(label).Any(other => labels[label].AsSpan().SequenceEqual(labels[other])))
            {
                (int by, int[] basis) = Beaten(label);
                segment.Beaten(label, by, basis);
            }
        }

        return point;
    }

    private IEnumerable<int> Others(int label) => Enumerable.Range(0, labels.Length).Where(other => other != label);

    /// <summary>f_other − f_label ≤ 0.</summary>
    private Rational[] Row(int label, int other) => [.. labels[other].Zip(labels[label], static (c, b) => c - b)];

    private Rational[]? Wins(int label)
    {
        RationalCell part = Others(label).Aggregate(cell, (part, other) => part.Vertices.Count == 0 ? part : part.Cut(Row(label, other)));
        return part.Vertices.Count > 0 && part.Rows.All(row => RationalCell.Value(row, part.Middle).Sign < 0) ? part.Middle : null;
    }

    private (BigInteger[], int) PointOf((int Label, Rational[] Point) winner)
        => RationalCell.Dyadic(winner.Point, x => cell.Rows.All(row => RationalCell.Value(row, x).Sign < 0)
            && Others(winner.Label).All(other => RationalCell.Value(Row(winner.Label, other), x).Sign < 0));

    private (int By, int[] Basis) Beaten(int label)
    {
        foreach (int by in Others(label))
        {
            int[] assumed = [.. Others(label).Where(other => other != by)];
            for (int count = 0; count <= assumed.Length; count += Math.Max(1, assumed.Length))
            {
                int[] used = assumed[..count];
                RationalCell part = used.Aggregate(cell, (part, other) => part.Vertices.Count == 0 ? part : part.Cut(Row(label, other)));
                Rational[] form = RationalCell.Negative(Row(label, by));
                if (part.Vertices.Count > 0 && part.Vertices.All(v => RationalCell.Value(form, v).Sign <= 0) && part.Basis(form, static _ => true) is { } basis)
                {
                    int splits = cell.Rows.Count;
                    return (by, [.. basis.Select(row => row < splits ? row : splits + used[row - splits]).Order()]);
                }
            }
        }

        throw new InvalidOperationException($"label {label} wins nowhere, but no basis shows it");
    }
}
