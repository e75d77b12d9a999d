using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The facets of a region: each has a point beyond it alone, and every other row is implied by them.</summary>
internal sealed class FacetCheck(RegionRows rows, Domain domain, IntegerPoint interior)
{
    private readonly InteriorView _view = new(rows, domain, interior);
    private readonly Dictionary<RowReference, IntegerRow> _facets = [];
    private readonly HashSet<RowReference> _named = [];

    /// <summary>
    /// A reason why the evidence fails, or null. O(facets · rows · inputs moved + multipliers · inputs), in doubles with proven error bounds wherever they decide.
    /// </summary>
    public string? Check(RegionEvidence region, CancellationToken cancellationToken)
    {
        BeyondCheck beyond = new(_view);
        foreach (FacetEvidence facet in region.Facets!.Value)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((CheckGroup(facet) ?? beyond.Check(facet)) is { } reason)
            {
                return $"facet {facet.Row}: {reason}";
            }
        }

        RedundancyFilter filter = new(_view);
        foreach (RedundancyEvidence redundancy in region.Redundant!.Value)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? reason = Name(redundancy.Row, out IntegerRow row) ?? CheckRedundant(redundancy, row, filter);
            if (reason is not null)
            {
                return $"redundant row {redundancy.Row}: {reason}";
            }
        }

        RowReference? missing = rows.All.Select(static row => (RowReference?)row.Name).FirstOrDefault(name => !_named.Contains(name!.Value));
        return missing is { } unnamed ? $"row {unnamed} is neither a facet nor redundant" : null;
    }

    private string? Name(RowReference name, out IntegerRow row)
    {
        row = rows.Find(name)!;
        return row is null ? $"{name} is identically zero or no row of this region"
            : _named.Add(name) ? null
            : $"row {name} is listed twice";
    }

    private string? CheckGroup(FacetEvidence facet)
    {
        if (Name(facet.Row, out IntegerRow leader) is { } unnamed)
        {
            return unnamed;
        }

        if (leader.IsConstant)
        {
            return "its normal is zero";
        }

        _facets.Add(facet.Row, leader);
        foreach (RowReference also in facet.Also)
        {
            string? reason = Name(also, out IntegerRow row);
            if (reason is not null || row.IsConstant || !leader.IsPositiveMultiple(row))
            {
                return reason ?? $"row {also} is no positive multiple of it";
            }
        }

        return null;
    }

    /// <summary>
    /// Σλb + the charges of the residual ρ = a − Σλa to the box ≤ b; the row of a box side must charge other redundant sides (and itself) with a sum
    /// below 1, so that all redundant sides together follow from the facets (docs/certificates.md, the simultaneous lemma).
    /// </summary>
    private string? CheckRedundant(RedundancyEvidence redundancy, IntegerRow row, RedundancyFilter filter)
    {
        if (Combination.Resolve(redundancy.Multipliers, _facets.GetValueOrDefault, "a facet", out List<(IntegerRow, Rational)> terms) is { } reason)
        {
            return reason;
        }

        if (filter.Proves(redundancy, _facets.ContainsKey))
        {
            return null;
        }

        Combination sum = Combination.Of(domain.FreeCount, terms);
        BigInteger common = IntegerVectors.CommonMultiple([sum.Denominator, row.Denominator]);
        BigInteger sumFactor = common / sum.Denominator;
        BigInteger rowFactor = common / row.Denominator;
        BigInteger bound = sum.Offset * sumFactor * domain.EndDenominator;
        BigInteger unsettled = BigInteger.Zero;
        for (int c = 0; c < domain.FreeCount; c++)
        {
            BigInteger residual = (row.Normal[c] * rowFactor) - (sum.Normal[c] * sumFactor);
            if (residual.IsZero)
            {
                continue;
            }

            if (domain.Box is null)
            {
                return $"without a box the multipliers must give the normal exactly; they do not at input {domain.FreeInputs[c]}";
            }

            bool upper = residual.Sign > 0;
            bound += residual * (upper ? domain.UpperEnds[c] : domain.LowerEnds[c]);
            if (!_facets.ContainsKey(RowReference.OfBox(domain.FreeInputs[c], upper ? BoxSide.Upper : BoxSide.Lower)))
            {
                unsettled += BigInteger.Abs(residual);
            }
        }

        return bound > row.Offset * rowFactor * domain.EndDenominator ? "the multipliers prove only a weaker bound than its offset"
            : !redundancy.Row.IsNeuron && unsettled >= common ? "it charges redundant sides of the box with a sum of 1 or more"
            : null;
    }
}
