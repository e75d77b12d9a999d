using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Our own search, with proofs, on queries without their logic: whether there is any point, and the nearest one.</summary>
internal sealed class PlainSearch(QueryFrame frame, Deadline deadline)
{
    /// <summary>The time for one question that is the whole query: a part of what is left, however long that is, or where nothing limits the query a minute before the solver is asked.</summary>
    private const double WholeShare = 0.4;
    private static readonly TimeSpan s_wholeUnlimited = TimeSpan.FromSeconds(60);

    /// <summary>The same where the query has logic that the question lacks: less, and never more than some seconds.</summary>
    private const double RelaxedShare = 0.15;
    private static readonly TimeSpan s_mostRelaxed = TimeSpan.FromSeconds(10);

    /// <summary>How far out a point is tried that only ties where more is asked.</summary>
    private static readonly ImmutableArray<Rational> s_outward = [1, new Rational(1001, 1000), new Rational(21, 20), new Rational(13, 10)];

    /// <summary>The parts and cells looked at so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Decides whether a space has a point; null where that is not decided, or where the point found does not satisfy the query.</summary>
    public SearchOutcome? Decide(ChangeSpace space, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ExactDistance? radius = PlainQuestion.OpenBall(space);
        PlainQuestion question = PlainQuestion.Of(frame, space, radius?.Norm ?? VectorNorm.LInf);
        if (radius is { IsZero: true } || (radius is null && question.Query.Box is null))
        {
            return null;
        }

        DecisionProblem problem = new(question.Query with { MaxTime = TimeOf(question) }, cancellationToken);
        Incumbent incumbent = new(problem);
        using SearchLimits limits = new(problem.Query, incumbent, progress: null, cancellationToken);
        RadiusProof? proof = null;
        try
        {
            if (!incumbent.Offer(space.Point, cancellationToken))
            {
                BallOutcome outcome = new RadiusStrategy(problem, incumbent, limits).Refute(radius);
                (proof, Steps) = (outcome.Proof, Steps + outcome.Steps);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The share is used up.
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (proof is not null)
        {
            return new SearchOutcome.None(BoundaryEvidence.Certified, new BoundaryProof(question.Query, AnswerOf(problem, radius, proof, limits.Elapsed), question.IsWhole));
        }

        return incumbent.Best is { } best && Confirm(space, best.Point, cancellationToken) is { } point ? new SearchOutcome.Found(point) : null;
    }

    /// <summary>The nearest point of the space and its distance, as far as they come within a share of the time; cancellation ends it early, too.</summary>
    public PlainNearest Nearest(ChangeSpace space, VectorNorm norm, CancellationToken cancellationToken)
    {
        PlainQuestion question = PlainQuestion.Of(frame, space, norm);
        if (norm == VectorNorm.L1 && question.Query.MaxChanged is not null)
        {
            // Nearest points in l1 change few inputs by themselves, and without a limit they are found at once.
            PlainNearest unlimited = Nearest(question with { Query = question.Query with { MaxChanged = null }, IsWhole = false }, space, cancellationToken);
            if (unlimited.Point is { } point && unlimited.Proof is { Answer: { IsExact: true } exact } && point.DistanceIn(norm) == exact.Lower)
            {
                return unlimited;
            }
        }

        return Nearest(question, space, cancellationToken);
    }

    private PlainNearest Nearest(PlainQuestion question, ChangeSpace space, CancellationToken cancellationToken)
    {
        DecisionProblem problem = new(question.Query with { MaxTime = TimeOf(question) }, cancellationToken);
        Incumbent incumbent = new(problem);
        RadiusAnswer? answer = null;
        try
        {
            answer = DecisionRadius.Find(problem, incumbent, progress: null, cancellationToken);
            Steps += answer.Steps;
        }
        catch (OperationCanceledException)
        {
            // What was found until then is kept.
        }

        return new PlainNearest(
            answer is null ? null : new BoundaryProof(question.Query, answer, question.IsWhole),
            incumbent.Best is { } best ? Confirm(space, best.Point, cancellationToken) : answer?.Nearest is { } at ? Confirm(space, at, cancellationToken) : null);
    }

    private TimeSpan TimeOf(PlainQuestion question)
        => question.IsWhole ? deadline.Left * WholeShare ?? s_wholeUnlimited
            : deadline.Left * RelaxedShare is { } part && part < s_mostRelaxed ? part : s_mostRelaxed;

    private static RadiusAnswer AnswerOf(DecisionProblem problem, ExactDistance? radius, RadiusProof proof, TimeSpan elapsed)
        => new() { Label = problem.Label, Lower = radius, Upper = null, Nearest = null, Other = null, Incomplete = null, Proof = proof, Steps = 0, Elapsed = elapsed };

    /// <summary>The point itself as an answer, or where more than a tie is asked one a little farther out; null where neither satisfies the query.</summary>
    private BoundaryPoint? Confirm(ChangeSpace space, ImmutableArray<Rational> found, CancellationToken cancellationToken)
    {
        if (frame.Query.Constraints is { Constants.IsEmpty: false })
        {
            return null;
        }

        foreach (Rational factor in frame.Query.Goal == BoundaryGoal.Across ? s_outward : [1])
        {
            ImmutableArray<Rational> point = [.. found.Select((x, j) => space.Point[j] + (factor * (x - space.Point[j])))];
            if (AnswerCheck.Confirm(frame, space, point, [], cancellationToken) is { } confirmed)
            {
                return confirmed;
            }
        }

        return null;
    }
}

/// <summary>What is known of the nearest point of a space.</summary>
/// <param name="Proof">The distance to the question without logic, with its proof; null where the search was cancelled.</param>
/// <param name="Point">A point that satisfies the whole query: the nearest one of that question where it does.</param>
internal sealed record PlainNearest(BoundaryProof? Proof, BoundaryPoint? Point);
