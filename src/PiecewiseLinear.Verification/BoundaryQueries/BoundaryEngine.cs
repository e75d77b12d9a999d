using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Answers boundary queries: a point on, or across, the decision boundary under conditions that need logic. The question is divided by which inputs change; rigorous bounds refute what they can, a solver
/// of logic gets the rest with only unstable neurons as cases; every point is evaluated again exactly.
/// </summary>
public static class BoundaryEngine
{
    /// <summary>Answers a query. Stops within a fraction of a second of cancellation or of the time limit; the answer is then unknown, or the best point so far.</summary>
    /// <param name="query">The query.</param>
    /// <param name="progress">Told of every better point; on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="RegionQueryException">A part of the query does not fit its network; the exception names it.</exception>
    /// <exception cref="ConstraintException">The user's conditions cannot be used; the message names line and column.</exception>
    public static BoundaryAnswer Find(BoundaryQuery query, IProgress<BoundaryPoint>? progress, CancellationToken cancellationToken)
    {
        Deadline deadline = new(query.Options.Time, query.Options.Clock, cancellationToken);
        return Find(QueryFrame.Of(query), deadline, progress, cancellationToken);
    }

    /// <summary>The same for a query that has been checked.</summary>
    internal static BoundaryAnswer Find(QueryFrame frame, Deadline deadline, IProgress<BoundaryPoint>? progress, CancellationToken cancellationToken)
    {
        BoundaryQuery query = frame.Query;
        using CancellationTokenSource limit = query.Options.Time is { } time ? new CancellationTokenSource(time, query.Options.Clock) : new CancellationTokenSource();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        SpaceSearch? search = null;
        BoundaryAnswer answer;
        try
        {
            search = new SpaceSearch(frame, ChangeNetwork.Of(query.Network, query.Point, stop.Token), deadline);
            answer = query.Minimize switch
            {
                BoundaryObjective.None => Answer(frame, search.Run(ChangeSpace.Of(query, null, null), stop.Token)),
                BoundaryObjective.Changed => new FewestChanges(frame, search, progress).Run(stop.Token),
                _ => new ShortestChange(frame, search, progress, VectorOf(query.Minimize)).Run(stop.Token),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            answer = Answer(frame, new SearchOutcome.Unknown(deadline.WhyStopped));
        }

        return BoundaryCertificate.Complete(frame, answer) with { Effort = search?.Effort ?? default, Elapsed = deadline.Elapsed };
    }

    /// <summary>The answer of one search.</summary>
    internal static BoundaryAnswer Answer(QueryFrame frame, SearchOutcome outcome)
        => outcome switch
        {
            SearchOutcome.Found found => new BoundaryAnswer
            {
                Status = BoundaryStatus.Found,
                Label = frame.Label,
                Point = found.Point,
                Evidence = found.Point.ConditionsEvaluated ? BoundaryEvidence.Certified : BoundaryEvidence.SolverClaim,
                Effort = default,
            },
            SearchOutcome.None none => new BoundaryAnswer { Status = BoundaryStatus.None, Label = frame.Label, Evidence = none.Evidence, Proof = none.Proof, Effort = default },
            SearchOutcome.Unknown unknown => new BoundaryAnswer { Status = BoundaryStatus.Unknown, Label = frame.Label, Reason = unknown.Reason, Evidence = BoundaryEvidence.SolverClaim, Effort = default },
            _ => throw new InvalidOperationException("an outcome of a kind that is not known"),
        };

    private static VectorNorm VectorOf(BoundaryObjective objective)
        => objective switch
        {
            BoundaryObjective.L1 => VectorNorm.L1,
            BoundaryObjective.L2 => VectorNorm.L2,
            _ => VectorNorm.LInf,
        };
}
