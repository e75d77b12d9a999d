using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Takes what was proved about integer rows back to the rows as the network states them: row i stands for sᵢ times its integers, so multipliers λ of
/// Σλᵢaᵢ = a become λᵢ·s/sᵢ.
/// </summary>
internal static class NaturalScale
{
    /// <summary>Multipliers that combine rows into row <paramref name="target"/>.</summary>
    public static ImmutableArray<WeightedRow> Combining(RegionSystem system, int target, ImmutableArray<RowMultiplier> multipliers)
        => Weighted(system, multipliers, system.Rows[target].Scale.ToRational());

    /// <summary>Multipliers whose combination is not a row of the network (the ball's bound).</summary>
    public static ImmutableArray<WeightedRow> Combining(RegionSystem system, ImmutableArray<RowMultiplier> multipliers)
        => Weighted(system, multipliers, Rational.One);

    /// <summary>The row as the network states it: normal over all inputs (0 at fixed ones) and offset.</summary>
    public static (ImmutableArray<Rational> Normal, Rational Offset) Row(RegionSystem system, RegionRow row)
    {
        Rational scale = row.Scale.ToRational();
        return (system.Domain.ToFullDirection([.. row.HalfSpace.Normal.Select(a => scale * a)]), scale * row.HalfSpace.Offset);
    }

    private static ImmutableArray<WeightedRow> Weighted(RegionSystem system, ImmutableArray<RowMultiplier> multipliers, Rational scale)
        => [.. multipliers.Where(static m => !m.Weight.IsZero)
            .Select(m => new WeightedRow(system.Rows[m.Row].Reference, m.Weight * scale / system.Rows[m.Row].Scale.ToRational()))];
}
