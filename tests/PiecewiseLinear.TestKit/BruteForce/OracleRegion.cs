using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>Where a row comes from: neuron <c>Second</c> of layer <c>First</c>, or the lower (0) or upper (1) side <c>Second</c> of input <c>First</c>.</summary>
public readonly record struct OracleSource(bool IsSide, int First, int Second)
{
    public static OracleSource Neuron(int layer, int neuron) => new(false, layer, neuron);

    public static OracleSource Side(int input, bool upper) => new(true, input, upper ? 1 : 0);

    public override string ToString() => IsSide ? $"input {First} {(Second == 1 ? "upper" : "lower")}" : $"layer {First} neuron {Second}";
}

/// <summary>⟨Normal, x⟩ ≤ Offset over all d inputs; coefficients of fixed inputs are 0, their contribution is in the offset.</summary>
public sealed record OracleRow(OracleSource Source, ImmutableArray<Rational> Normal, Rational Offset)
{
    /// <summary>Offset − ⟨Normal, x⟩: positive strictly inside.</summary>
    public Rational Slack(IReadOnlyList<Rational> point)
        => Normal.Zip(point, static (a, x) => a.IsZero ? Rational.Zero : a * x).Aggregate(Offset, static (sum, term) => sum - term);

    /// <summary>The same for positive multiples of the row and for no other rows: everything over the magnitude of the first nonzero coefficient.</summary>
    public string Key()
    {
        Rational scale = Rational.Abs(Normal.First(static a => !a.IsZero));
        return string.Join(' ', Normal.Append(Offset).Select(a => (a / scale).ToString()));
    }
}

/// <summary>An irredundant inequality with everything that states it, and a point in the relative interior of the facet.</summary>
public sealed record OracleFacet(ImmutableArray<OracleSource> Sources, OracleRow Row, ImmutableArray<Rational> Point);

/// <summary>A full-dimensional linear region: x ↦ Matrix·x + Bias on {x : all rows}.</summary>
public sealed record OracleRegion(
    ActivationPattern Pattern,
    ImmutableArray<ImmutableArray<Rational>> Matrix,
    ImmutableArray<Rational> Bias,
    ImmutableArray<OracleRow> Rows,
    ImmutableArray<Rational> Interior,
    ImmutableArray<OracleFacet> Facets);
