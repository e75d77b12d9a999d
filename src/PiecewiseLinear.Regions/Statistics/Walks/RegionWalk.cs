using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>How a direction was chosen.</summary>
public enum WalkDirection
{
    /// <summary>At random, nearly uniform on the sphere.</summary>
    Random,

    /// <summary>Toward another point of the question, chosen at random.</summary>
    TowardPoint,

    /// <summary>
    /// Against the decision: the gradient of (runner-up − winner) at the start, rounded to 20 bits; with one output, against its sign.
    /// </summary>
    Adversarial,
}

/// <summary>The regions met on a straight way from a region, in order, without its own: which they are is exact.</summary>
/// <param name="Direction">How the direction was chosen.</param>
/// <param name="Hops">What was met; fewer than asked for where the ray leaves the last wall behind, or runs inside one.</param>
public sealed record RegionWalk(WalkDirection Direction, ImmutableArray<WalkHop> Hops);

/// <summary>One region met on a walk.</summary>
/// <param name="Cosine">
/// The relevance: the cosine between the coefficients of the affine map (all outputs' rows, no constants) of the region where the walk started and of this one, in doubles; null where one map is
/// constant. Descriptive.
/// </param>
/// <param name="Distance">The Euclidean distance from the start at which the region is entered, in doubles. Descriptive.</param>
public readonly record struct WalkHop(double? Cosine, double Distance);
