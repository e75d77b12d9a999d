using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The distance from the point to the closed set D of points of the domain where another class (or the target) ties or wins: exact, or between proved bounds.
/// </summary>
public sealed record RadiusAnswer
{
    /// <summary>The class that is kept.</summary>
    public required int Label { get; init; }

    /// <summary>No point of D is closer than this; null when D is proved to be empty.</summary>
    public required ExactDistance? Lower { get; init; }

    /// <summary>The distance of <see cref="Nearest"/>; null when no point of D is known.</summary>
    public required ExactDistance? Upper { get; init; }

    /// <summary>The nearest point of D that is known.</summary>
    public required ImmutableArray<Rational>? Nearest { get; init; }

    /// <summary>A class that ties or wins at <see cref="Nearest"/>.</summary>
    public required int? Other { get; init; }

    /// <summary>What stopped the search before the bounds met, in words; null when the answer is exact.</summary>
    public required string? Incomplete { get; init; }

    /// <summary>The proof of <see cref="Lower"/> (or that D is empty) where it was asked for; null where none is needed (distance 0) or none could be recorded in time.</summary>
    public RadiusProof? Proof { get; init; }

    /// <summary>The number of regions, boxes and cells looked at.</summary>
    public required long Steps { get; init; }

    /// <summary>The time the question took, loading excluded.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether D is proved to be empty: the domain holds no point of the boundary.</summary>
    public bool None => Lower is null;

    /// <summary>Whether the bounds meet, or D is proved to be empty.</summary>
    public bool IsExact => None || Lower == Upper;
}

/// <summary>Bounds while a search runs.</summary>
/// <param name="Lower">A proved lower bound of the distance.</param>
/// <param name="Upper">The distance of the nearest point of D known; null when none is.</param>
/// <param name="Elapsed">The time since the start.</param>
public sealed record RadiusProgress(ExactDistance Lower, ExactDistance? Upper, TimeSpan Elapsed);
