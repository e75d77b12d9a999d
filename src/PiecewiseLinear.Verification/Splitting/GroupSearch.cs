using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>What the threads that search one group share.</summary>
internal sealed class GroupSearch : IDisposable
{
    private const int MostQueued = 8_192;
    private readonly CancellationTokenSource _stop;
    private readonly WitnessConfirmation _confirmation;
    private long _boxes;
    private long _leaves;
    private double _marginBefore = double.NegativeInfinity;
    private Witness? _witness;
    private string? _obstacle;

    public GroupSearch(ReluNetwork network, VerificationProperty property, PropertyGroup group, VerificationOptions options, CancellationToken cancellationToken)
    {
        (Network, Property, Options) = (network, property, options);
        Group = new CompiledGroup(group, network.InputDimension, network.OutputDimension);
        _confirmation = new WitnessConfirmation(network, property);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Proof = options.RecordProof ? new ProofTree() : null;
        Pool = new WorkPool(options.Threads, MostQueued);
        Proved = new double[options.Threads * 8];
    }

    public ReluNetwork Network { get; }

    public VerificationProperty Property { get; }

    public VerificationOptions Options { get; }

    public CompiledGroup Group { get; }

    public WorkPool Pool { get; private set; }

    public ProofTree? Proof { get; private set; }

    /// <summary>Cancelled when the search is over for whatever reason.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The volume proved by thread i, at 8·i.</summary>
    public double[] Proved { get; }

    public long Boxes => Interlocked.Read(ref _boxes);

    public long Leaves => Interlocked.Read(ref _leaves);

    public Witness? Witness => Volatile.Read(ref _witness);

    /// <summary>Why a box could not be decided at all; null where none was met.</summary>
    public string? Obstacle => Volatile.Read(ref _obstacle);

    /// <summary>The least bound of all nodes that are not done, the best that was reached; null where none is known.</summary>
    public double? MarginLower => Margin is var margin && double.IsFinite(margin) ? margin : null;

    private double Margin => Pool.Least is var least && double.IsPositiveInfinity(least) ? _marginBefore : Math.Max(_marginBefore, least);

    public double VolumeProved
    {
        get
        {
            double sum = 0d;
            for (int t = 0; t < Options.Threads; t++)
            {
                sum += Volatile.Read(ref Proved[8 * t]);
            }

            return Math.Min(1d, sum);
        }
    }

    public void CountBox()
    {
        if (Interlocked.Increment(ref _boxes) > Options.MostBoxes)
        {
            GiveUp($"the limit of {Options.MostBoxes} boxes was reached");
        }
    }

    /// <summary>Adds to the volume proved by a thread.</summary>
    public void AddProved(int thread, double volume) => Volatile.Write(ref Proved[8 * thread], Proved[8 * thread] + volume);

    /// <summary>Begins the search, and its proof, anew; what was bounded before counts, and the margin that was proved holds. No thread may be at work.</summary>
    public void Restart()
    {
        _marginBefore = Margin;
        Pool = new WorkPool(Options.Threads, MostQueued);
        Proof = Proof is null ? null : new ProofTree();
        Interlocked.Exchange(ref _leaves, 0);
        Array.Clear(Proved);
    }

    public void CountLeaf() => Interlocked.Increment(ref _leaves);

    /// <summary>Confirms a candidate exactly; if it holds, the search is over.</summary>
    public bool Offer(ReadOnlySpan<double> candidate) => Accept(_confirmation.Confirm(candidate, Group.Group.Inputs.Box));

    /// <summary>Confirms an exact candidate; if it holds, the search is over.</summary>
    public bool Offer(ImmutableArray<Rational> candidate) => Accept(_confirmation.Confirm(candidate, Group.Group.Inputs.Box));

    /// <summary>Ends the search undecided.</summary>
    public void GiveUp(string obstacle)
    {
        Interlocked.CompareExchange(ref _obstacle, obstacle, null);
        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();

    private bool Accept(Witness? witness)
    {
        if (witness is null)
        {
            return false;
        }

        Interlocked.CompareExchange(ref _witness, witness, null);
        _stop.Cancel();
        return true;
    }
}
