using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>What a tree shows: that no point of the domain, in the open ball where there is one, and with few changes where they are limited, leads into an unsafe polyhedron.</summary>
/// <param name="Unsafe">The polyhedra.</param>
/// <param name="Domain">The domain, or null for the whole space.</param>
/// <param name="Root">The box of the root before its ends are rounded outward, or null if the root is unbounded.</param>
/// <param name="Ball">A closed ball that holds the open one, for bounds in doubles; or null.</param>
/// <param name="Changes">How the points may differ from the point where the changes are limited, or null.</param>
/// <param name="Distance">The open ball, exactly; or null for the whole space.</param>
internal sealed record TreeQuestion(ImmutableArray<ImmutableArray<PropertyRow>> Unsafe, Box? Domain, Box? Root, CheckedBall? Ball, ChangeBudget? Changes, OpenBall? Distance);
