using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The order of the searches for one radius: a near point first, then the proof that there is none nearer, then what a budget leaves of it.</summary>
internal sealed class RadiusStrategy(DecisionProblem problem, Incumbent incumbent, SearchLimits limits)
{
    private const int MostBatches = 16;
    private const int Patience = 2;
    private const int PatienceAtFirst = 6;
    private const int BestOfBatch = 3;
    private const int Descents = 6;
    private const double Progress = 0.999;

    /// <summary>How far out the starts of an attack are, one batch after the other: as multiples of the best distance known, and before one is known.</summary>
    private static readonly ImmutableArray<double> s_spreads = [1d, 0.5, 1.5, 0.25];
    private static readonly ImmutableArray<double> s_firstSpreads = [1d, 0.25, 4d, 1d / 16d, 16d];

    /// <summary>The shares of a budget: for the approach, and for the search, which <see cref="SmallerBalls"/> follow.</summary>
    private const double ShareOfApproach = 0.3;
    private const double ShareOfSearch = 0.7;

    /// <summary>How far out a candidate is offered, as multiples of its distance.</summary>
    private static readonly ImmutableArray<Rational> s_outward = [1, new Rational(1001, 1000), new Rational(21, 20), new Rational(13, 10)];
    private long _steps;

    /// <summary>Searches until the answer is exact or the budget is used up.</summary>
    public RadiusBounds Run()
    {
        RadiusQuery query = problem.Query;
        bool byRegions = query.Method == RadiusMethod.Regions;
        if (!byRegions)
        {
            Approach(static () => false);
        }

        RadiusBounds found = byRegions || (query.Method == RadiusMethod.Auto && incumbent.Best is null && query.Box is null) ? Walk() : Search();
        return found is { Incomplete: not null, Lower: { } lower } && (query.RecordProof || !byRegions) ? new SmallerBalls(problem, incumbent, limits).Climb(found, lower) : found;
    }

    /// <summary>Whether D meets the open ball of a radius (null: the domain): ends at the first point found, or with the proof that there is none, or undecided.</summary>
    /// <returns>What is proved; not decided where a point was found, which the best one known then is.</returns>
    public BallOutcome Refute(ExactDistance? radius)
    {
        bool IsFound() => incumbent.Best is { } best && !(best.Distance >= radius);
        Approach(IsFound);
        return IsFound() ? new BallOutcome(Decided: false, 0d, null, null, 0) : BranchAndBound.Run(problem, incumbent, radius, new BallSearchOptions(Record: true, FirstPointEnds: true), limits, limits.Stop);
    }

    /// <summary>An attack in doubles, then exact descent over regions from the best of what it found. What was found first bounds the ball at once, however short the budget is.</summary>
    private void Approach(Func<bool> isEnough)
    {
        using TimeSlice share = limits.Share(ShareOfApproach);
        using BoundaryAttack attack = new(problem);
        RegionDescent descent = new(problem, incumbent);
        List<(ExactDistance Distance, ImmutableArray<Rational> Point)> candidates = [];
        double before = double.PositiveInfinity;
        for (int batch = 0, since = 0; batch < MostBatches && since < (incumbent.Best is null ? PatienceAtFirst : Patience); batch++, since++)
        {
            if (isEnough() || Stop().IsCancellationRequested)
            {
                break;
            }

            double? best = incumbent.Best?.Distance.ToDoubleApproximate();
            double spread = batch == 0 ? 0d : best is { } known ? known * s_spreads[batch % s_spreads.Length] : s_firstSpreads[(batch - 1) % s_firstSpreads.Length];
            foreach (ImmutableArray<Rational> candidate in attack.Try(spread, BestOfBatch, Stop()))
            {
                if (Stop().IsCancellationRequested)
                {
                    break;
                }

                OfferNear(candidate);
                candidates.Add((problem.DistanceTo(candidate), candidate));
            }

            if (incumbent.Best is { } now && now.Distance.ToDoubleApproximate() is var nearest && nearest < Progress * before)
            {
                (before, since) = (nearest, 0);
            }
        }

        try
        {
            foreach ((_, ImmutableArray<Rational> candidate) in candidates.OrderBy(static entry => entry.Distance).Take(isEnough() ? 0 : Descents))
            {
                descent.From(candidate, share.Token);
            }
        }
        catch (OperationCanceledException)
        {
            limits.ThrowIfCancelled();
        }

        CancellationToken Stop() => incumbent.Best is null ? limits.Stop : share.Token;
    }

    /// <summary>Offers a candidate, or where it misses D by a rounding a point a little farther out.</summary>
    private void OfferNear(ImmutableArray<Rational> candidate)
    {
        RadiusQuery query = problem.Query;
        foreach (Rational factor in s_outward)
        {
            ImmutableArray<Rational> point = [.. candidate.Select((x, j) => Clamp(query, j, query.Point[j] + (factor * (x - query.Point[j]))))];
            if (incumbent.Offer(point, limits.Cancelled))
            {
                return;
            }
        }
    }

    private static Rational Clamp(RadiusQuery query, int input, Rational value)
        => query.Box is { } box ? Rational.Max(box.Lower[input], Rational.Min(box.Upper[input], value)) : value;

    /// <summary>Region by region, then the proof of what came out.</summary>
    private RadiusBounds Walk()
    {
        RadiusBounds walked = RegionWalk.Run(problem, incumbent, limits);
        if (walked.Incomplete is not null || !problem.Query.RecordProof)
        {
            return walked;
        }

        BallOutcome outcome = BranchAndBound.Run(problem, incumbent, walked.Lower, new BallSearchOptions(Record: true), limits, limits.Stop);
        return outcome.Proof is null
            ? walked with { Incomplete = outcome.Obstacle ?? limits.Reason, Lower = walked.Lower ?? ExactDistance.Zero(problem.Norm), Steps = walked.Steps + outcome.Steps }
            : walked with { Proof = outcome.Proof, Steps = walked.Steps + outcome.Steps };
    }

    /// <summary>Branch and bound; where a proof is recorded and the ball shrank, again in the ball that is left.</summary>
    private RadiusBounds Search()
    {
        using TimeSlice share = limits.Share(ShareOfSearch);
        while (true)
        {
            ExactDistance? radius = incumbent.Best?.Distance;
            BallOutcome outcome = BranchAndBound.Run(problem, incumbent, radius, new BallSearchOptions(problem.Query.RecordProof), limits, share.Token);
            limits.ThrowIfCancelled();
            _steps += outcome.Steps;
            if (!outcome.Decided)
            {
                return new RadiusBounds(limits.LowerOf(outcome.Least, radius), share.Token.IsCancellationRequested ? limits.Reason : outcome.Obstacle, _steps);
            }

            if (!problem.Query.RecordProof || outcome.Proof is not null)
            {
                return new RadiusBounds(incumbent.Best?.Distance, null, _steps, outcome.Proof);
            }
        }
    }
}
