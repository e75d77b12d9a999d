using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The inequalities that make a linear region: layer by layer as the network states them, or composed into inequalities of the input, before or after
/// redundancy removal.
/// </summary>
public static class NestedInequalities
{
    /// <summary>
    /// The composed inequalities of one region: one for each neuron whose form does not vanish identically there, and the sides of the box; on demand only
    /// the facets, one inequality each.
    /// </summary>
    /// <exception cref="RegionQueryException">The point lies on a wall, so that several regions are meant.</exception>
    /// <exception cref="RegionUndecidedException">A row could not be proved redundant or a facet within the budget.</exception>
    public static ImmutableArray<NestedInequality> Composed(RegionQuery query, bool irredundant, CancellationToken cancellationToken)
    {
        if (irredundant)
        {
            LinearRegion region = OneRegion(PointLocator.Locate(query with { Facets = true, BallNorm = null, Neighbors = false, Vertices = false }, cancellationToken));
            return region.Undecided.IsEmpty
                ? [.. region.Facets!.Value.Select(static facet => Inequality(facet.Row, facet.Normal, facet.Offset))]
                : throw new RegionUndecidedException($"whether the inequality of {region.Undecided[0]} is redundant could not be proved within the budget");
        }

        RegionSystem system = RegionSystem.Create(query.Validate(), ExactForms.Along(query.Network, OnePattern(query, cancellationToken), cancellationToken));
        return
        [
            .. system.Rows.Select(row =>
            {
                (ImmutableArray<Rational> normal, Rational offset) = NaturalScale.Row(system, row);
                return Inequality(row.Reference, normal, offset);
            }),
        ];
    }

    /// <summary>
    /// The inequalities of one region as the network states them: neuron i of layer l is −w·v ≤ c where it is active and w·v ≤ −c where it is inactive, v the
    /// activations before it; then the sides of the box.
    /// </summary>
    /// <exception cref="RegionQueryException">The point lies on a wall, so that several regions are meant.</exception>
    public static ImmutableArray<NestedInequality> Layered(RegionQuery query, CancellationToken cancellationToken)
    {
        ActivationPattern pattern = OnePattern(query, cancellationToken);
        LayeredForms forms = new(query.Network);
        ImmutableArray<NestedInequality>.Builder inequalities = ImmutableArray.CreateBuilder<NestedInequality>();
        for (int layer = 0; layer < query.Network.HiddenLayers.Length; layer++)
        {
            LayerForms preActivations = forms.PreActivations(layer, cancellationToken);
            for (int i = 0; i < preActivations.Count; i++)
            {
                bool active = pattern[layer, i] == ActivationPhase.Active;
                (ImmutableArray<InequalityTerm> terms, Rational constant) = forms.Split(preActivations, i, active ? -1 : 1);
                inequalities.Add(new NestedInequality(RowReference.OfNeuron(layer, i), terms, -constant));
            }
        }

        for (int j = 0; query.Box is not null && j < query.Box.Dimension; j++)
        {
            inequalities.Add(BoxInequality(query.Box, j, BoxSide.Lower));
            inequalities.Add(BoxInequality(query.Box, j, BoxSide.Upper));
        }

        return inequalities.ToImmutable();
    }

    /// <summary>The pattern of the one region that the question is about.</summary>
    /// <exception cref="RegionQueryException">The point lies on a wall, so that several regions are meant.</exception>
    public static ActivationPattern OnePattern(RegionQuery query, CancellationToken cancellationToken)
    {
        PointPatterns patterns = PointLocator.LocatePatterns(query with { MaxRegions = 2 }, cancellationToken);
        return patterns.Patterns.Length == 1 ? patterns.Patterns[0] : throw SeveralRegions();
    }

    private static LinearRegion OneRegion(PointRegions answer) => answer.Regions.Length == 1 ? answer.Regions[0] : throw SeveralRegions();

    private static RegionQueryException SeveralRegions()
        => new("point", "the point lies on a wall and belongs to several regions; expected a point inside one region");

    private static NestedInequality Inequality(RowReference row, ImmutableArray<Rational> normal, Rational offset)
        => new(row, [new InequalityTerm(InequalityTerm.Input, normal)], offset);

    private static NestedInequality BoxInequality(Box box, int input, BoxSide side)
    {
        Rational[] normal = new Rational[box.Dimension];
        normal[input] = side == BoxSide.Upper ? 1 : -1;
        return Inequality(RowReference.OfBox(input, side), ImmutableArray.Create(normal), side == BoxSide.Upper ? box.Upper[input] : -box.Lower[input]);
    }
}
