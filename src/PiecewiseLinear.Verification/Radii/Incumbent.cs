using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The nearest point of D known so far; every point is confirmed by exact evaluation. Safe for several threads.</summary>
internal sealed class Incumbent(DecisionProblem problem)
{
    private readonly Lock _changing = new();
    private volatile Held? _best;

    /// <summary>The point, its distance and a class that ties or wins there; null while none is known.</summary>
    public Held? Best => _best;

    /// <summary>Takes a point if it is in D and nearer than the best so far; cancellation ends its exact evaluation with <see cref="OperationCanceledException"/>.</summary>
    public bool Offer(ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        ExactDistance distance = problem.DistanceTo(point);
        if (_best is { } held && held.Distance <= distance)
        {
            return false;
        }

        if (problem.RivalAt(point, cancellationToken) is not { } rival)
        {
            return false;
        }

        lock (_changing)
        {
            if (_best is { } other && other.Distance <= distance)
            {
                return false;
            }

            _best = new Held(point, distance, rival);
            return true;
        }
    }

    /// <summary>A point of D.</summary>
    public sealed record Held(ImmutableArray<Rational> Point, ExactDistance Distance, int Rival);
}
