using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Lower bounds for a search that was stopped: proves balls between what is known and the nearest point found, each anew and with its proof where one is recorded, larger after a success and smaller after a failure, while time is left. The
/// bounds of a smaller ball are tighter everywhere, and cost grows fast with the radius, so that what is left of a budget is best spent on one that fits it.
/// </summary>
internal sealed class SmallerBalls(DecisionProblem problem, Incumbent incumbent, SearchLimits limits)
{
    private const int MostAttempts = 16;

    /// <summary>The share of the time left for one ball, and its least time; where nothing is proved yet a ball may take the least time even after the end of the budget, a few times.</summary>
    private const double Share = 0.45;
    private const int MostOvertime = 2;
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(100);

    /// <summary>The first ball is half as large as the point found is far, or nearly as large as the lower bound of the search; after a failure it is nearly as large as that search's lower bound, but not less than a quarter.</summary>
    private const double FirstOfUpper = 0.5;
    private const double PartOfLower = 0.95;
    private const double LeastPart = 0.25;

    /// <summary>A ball must be larger by this factor to be worth its time.</summary>
    private const double LeastGain = 1.02;

    /// <summary>Adds to what a search has proved.</summary>
    /// <param name="known">What it has proved, without a proof on record.</param>
    /// <param name="lower">Its lower bound.</param>
    public RadiusBounds Climb(RadiusBounds known, ExactDistance lower)
    {
        bool record = problem.Query.RecordProof;
        RadiusBounds best = record ? known with { Lower = ExactDistance.Zero(problem.Norm) } : known;
        double proved = best.Lower!.Value.RoundDown(), failed = double.PositiveInfinity, next = PartOfLower * lower.RoundDown();
        next = Math.Max(next, FirstOfUpper * (incumbent.Best?.Distance.RoundDown() ?? 0d));
        int overtime = 0;
        ExactDistance? exact = null;
        for (int attempt = 0; attempt < MostAttempts && (exact is not null || next > LeastGain * proved); attempt++)
        {
            if (limits.Left < s_leastTime && (proved > 0d || overtime++ == MostOvertime))
            {
                break;
            }

            ExactDistance radius = exact ?? ExactDistance.OfRadius(problem.Norm, Short(next));
            using TimeSlice slice = limits.Slice(Share, s_leastTime);
            BallOutcome outcome = BranchAndBound.Run(problem, incumbent, radius, new BallSearchOptions(record), limits, slice.Token);
            limits.ThrowIfCancelled();
            best = best with { Steps = best.Steps + outcome.Steps };
            if (outcome.Decided && !(incumbent.Best?.Distance < radius))
            {
                best = best with { Lower = radius, Proof = outcome.Proof };
                proved = radius.RoundDown();
                if (radius == incumbent.Best?.Distance)
                {
                    return best with { Incomplete = null };
                }
            }
            else
            {
                failed = Math.Min(failed, radius.RoundDown());
            }

            // Nothing is nearer than a point found inside of the ball: the distance is known, and is proved next.
            exact = outcome.Decided ? incumbent.Best?.Distance is { } found && found < radius ? found : null : null;
            failed = Math.Min(failed, incumbent.Best?.Distance.RoundDown() ?? double.PositiveInfinity);
            next = proved > 0d
                ? double.IsFinite(failed) ? 0.5 * (proved + failed) : 2d * proved
                : Math.Max(double.IsFinite(outcome.Least) ? PartOfLower * outcome.Least : 0d, LeastPart * next);
        }

        return best;
    }

    /// <summary>A number of few bits, not above the one given.</summary>
    private static Rational Short(double value)
    {
        const int Bits = 20, LeastExponent = -1074;
        double quantum = value > 0d ? Math.ScaleB(1d, Math.Max(LeastExponent, Math.ILogB(value) - Bits)) : 1d;
        return Rational.FromDouble(Math.Floor(value / quantum) * quantum);
    }
}
