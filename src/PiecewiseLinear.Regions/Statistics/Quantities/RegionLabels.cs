using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The labels that win in the interior of a region, and so how the decision boundary meets it; decided exactly. A label wins at a point where its output is larger than all others (one output: label 1 where it is
/// positive, 0 where it is negative).
/// </summary>
/// <param name="Crossed">Whether two labels each win somewhere in the region.</param>
/// <param name="Tied">Whether no label wins anywhere in it: the largest outputs are equal on all of the region (one output: it is zero there).</param>
/// <param name="Labels">The labels that win somewhere in it, ascending.</param>
public sealed record RegionLabels(bool Crossed, bool Tied, ImmutableArray<int> Labels)
{
    internal static RegionLabels Of(IEnumerable<int> winners)
    {
        ImmutableArray<int> labels = [.. winners.Order()];
        return new RegionLabels(labels.Length > 1, labels.IsEmpty, labels);
    }

    /// <inheritdoc/>
    public bool Equals(RegionLabels? other) => other is not null && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => Labels.Aggregate(Labels.Length, HashCode.Combine);
}
