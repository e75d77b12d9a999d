using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The order of the searches for one radius: a near point first, then the proof that there is none nearer, then what a budget leaves of it.</summary>
internal sealed class RadiusStrategy(DecisionProblem problem, Incumbent incumbent, SearchLimits limits)
{
    private const int Batches = 3;
    private const int BestOfBatch = 6;
    private long _steps;

    /// <summary>Searches until the answer is exact or the budget is used up.</summary>
    public RadiusBounds Run()
    {
        RadiusQuery query = problem.Query;
        bool byRegions = query.Method == RadiusMethod.Regions;
        if (!byRegions)
        {
            Approach();
        }

        if (byRegions || (query.Method == RadiusMethod.Auto && incumbent.Best is null && query.Box is null))
        {
            RadiusBounds walked = RegionWalk.Run(problem, incumbent, limits);
            _steps += walked.Steps;
            return walked.Incomplete is null && query.RecordProof ? Prove(walked) : walked;
        }

        return Search();
    }

    /// <summary>An attack in doubles, then exact descent over regions from the best of what it found.</summary>
    private void Approach()
    {
        using BoundaryAttack attack = new(problem);
        RegionDescent descent = new(problem, incumbent);
        try
        {
            for (int batch = 0; batch < Batches; batch++)
            {
                double spread = batch == 0 ? 0d : incumbent.Best?.Distance.ToDoubleApproximate() ?? 1d;
                foreach (ImmutableArray<Rational> candidate in attack.Try(spread, limits.Stop).Take(BestOfBatch))
                {
                    descent.From(candidate, limits.Stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            limits.ThrowIfCancelled();
        }
    }

    /// <summary>Branch and bound; where a proof is recorded and the ball shrank, again in the ball that is left.</summary>
    private RadiusBounds Search()
    {
        double floor = 0d;
        while (true)
        {
            ExactDistance? radius = incumbent.Best?.Distance;
            BallOutcome outcome = BranchAndBound.Run(problem, incumbent, radius, problem.Query.RecordProof, limits, limits.Stop);
            _steps += outcome.Steps;
            if (!outcome.Decided)
            {
                return new RadiusBounds(limits.LowerOf(Math.Max(floor, outcome.Least)), limits.IsOutOfTime ? limits.Reason : outcome.Obstacle ?? limits.Reason, _steps);
            }

            if (!problem.Query.RecordProof || outcome.Proof is not null)
            {
                return new RadiusBounds(incumbent.Best?.Distance, null, _steps, outcome.Proof);
            }
        }
    }

    /// <summary>The proof of what is known already.</summary>
    private RadiusBounds Prove(RadiusBounds known)
    {
        BallOutcome outcome = BranchAndBound.Run(problem, incumbent, known.Lower, record: true, limits, limits.Stop);
        return known with { Proof = outcome.Proof, Steps = _steps + outcome.Steps };
    }
}
