using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// What the threads share that prove that an open ball holds no point of D, or find nearer ones. Where the radius is that of the best point known, a nearer point shrinks the ball and the search goes on.
/// </summary>
internal sealed class BallSearch : IDisposable
{
    private const int MostQueued = 16_384;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _shrinking = new();
    private readonly BallSearchOptions _options;
    private string? _obstacle;
    private double _radius;
    private long _steps;

    /// <param name="problem">The question.</param>
    /// <param name="incumbent">The best point known.</param>
    /// <param name="set">The ball.</param>
    /// <param name="options">What to record, and when to end.</param>
    /// <param name="stop">Ends the search.</param>
    public BallSearch(DecisionProblem problem, Incumbent incumbent, BallSet set, BallSearchOptions options, CancellationToken stop)
    {
        (Problem, Incumbent, Set) = (problem, incumbent, set);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _options = options;
        Proof = options.Record ? new ProofTree() : null;
        Pool = new WorkPool(problem.Query.Threads, MostQueued);
        _radius = set.Radius is { } radius ? RoundUp(radius) : double.PositiveInfinity;
        SplitsInputs = problem.Query.Network.InputDimension <= problem.Query.MostSplitInputs;
    }

    public DecisionProblem Problem { get; }

    public Incumbent Incumbent { get; }

    public BallSet Set { get; }

    public ProofTree? Proof { get; }

    public WorkPool Pool { get; }

    /// <summary>Whether parts are split at inputs; else at neurons.</summary>
    public bool SplitsInputs { get; }

    public CancellationToken Stop => _stop.Token;

    /// <summary>Why a part could not be decided at all; null where none was met.</summary>
    public string? Obstacle => Volatile.Read(ref _obstacle);

    /// <summary>The number of parts and cells looked at.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>Whether a point was found inside the ball as it was given: the recorded tree then proves nothing, and parts beyond the new radius are left out.</summary>
    public bool HasShrunk => Set.Radius is null ? Incumbent.Best is not null : Incumbent.Best is { } best && best.Distance < Set.Radius.Value;

    /// <summary>The radius of the ball that is left to look at, rounded up; shrinks.</summary>
    public double Radius
    {
        get
        {
            if (HasShrunk)
            {
                if (_options.FirstPointEnds)
                {
                    _stop.Cancel();
                }

                lock (_shrinking)
                {
                    _radius = Math.Min(_radius, RoundUp(Incumbent.Best!.Distance));
                    Set.Group.Ball?.Shrink(_radius);
                }
            }

            return _radius;
        }
    }

    /// <summary>Counts parts and cells.</summary>
    public void Count(long steps) => Interlocked.Add(ref _steps, steps);

    /// <summary>Ends the search undecided.</summary>
    public void GiveUp(string obstacle)
    {
        Interlocked.CompareExchange(ref _obstacle, obstacle, null);
        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();

    private static double RoundUp(ExactDistance distance) => distance.Norm == VectorNorm.L2 ? Math.BitIncrement(Math.Sqrt(distance.Power.RoundUp())) : distance.Power.RoundUp();
}

/// <summary>How a search in a ball runs.</summary>
/// <param name="Record">Whether to record the proof.</param>
/// <param name="FirstPointEnds">Whether the first point in the ball ends it, undecided.</param>
internal readonly record struct BallSearchOptions(bool Record, bool FirstPointEnds = false);
