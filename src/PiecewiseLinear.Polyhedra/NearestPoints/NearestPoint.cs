using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The exact distance from a rational point p to a polyhedron, min {‖x − p‖ : ⟨aᵢ, x⟩ ≤ bᵢ}, in l1, l2 or linf: rational (l1, linf) or with a rational square (l2),
/// with a nearest point and the multipliers that prove it. The polyhedron may be unbounded, lower-dimensional or empty; redundant rows do no harm.
/// </summary>
/// <remarks>
/// l1 and linf are linear programs (2d and d + 1 variables): an engine proposes, the exact layer proves. l2 is a strictly convex quadratic program: an active-set
/// search in doubles proposes the tight rows (<see cref="ProjectionSearch"/>), the conditions of Karush, Kuhn and Tucker are solved and checked exactly, and
/// repaired by exact steps where they fail (<see cref="ExactProjection"/>). Every answer is verified from the rows alone before it is returned.
/// </remarks>
public static class NearestPoint
{
    /// <summary>Finds and proves the distance.</summary>
    /// <param name="rows">The polyhedron, m rows in d coordinates.</param>
    /// <param name="point">The point p, d coordinates.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="solver">The engine that proposes optima for l1 and linf; l2 does not use it.</param>
    /// <param name="budget">The limits of the exact layer.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The point has the wrong length.</exception>
    public static NearestPointOutcome Find(
        HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, ILinearProgramSolver solver, ExactBudget budget, CancellationToken cancellationToken)
        => Propose(rows, point, norm, solver, cancellationToken).Prove(budget, cancellationToken);

    /// <summary>The search in doubles alone: it comes with a proved lower bound, and can be turned into the exact answer later.</summary>
    /// <inheritdoc cref="Find"/>
    public static ProposedNearestPoint Propose(
        HRepresentation rows, ImmutableArray<Rational> point, VectorNorm norm, ILinearProgramSolver solver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CenteredRows centered = new(rows, point, cancellationToken);
        if (centered.ContainsPoint || centered.Contradiction >= 0)
        {
            return new ProposedNearestPoint(centered, norm, null, null, null);
        }

        if (norm == VectorNorm.L2)
        {
            return new ProposedNearestPoint(centered, norm, ProjectionSearch.Run(centered.Local, cancellationToken), null, null);
        }

        DistanceProgram program = new(centered, norm, cancellationToken);
        return new ProposedNearestPoint(centered, norm, null, program, program.Propose(solver, cancellationToken));
    }
}
