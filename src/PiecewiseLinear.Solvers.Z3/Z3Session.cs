using System.Collections.Immutable;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>
/// A session: checks run on a thread of their own, so that an interrupt that Z3 does not heed in time cannot hold up the caller. Such a context is left to that thread, which deletes it when
/// Z3 comes back.
/// </summary>
internal sealed class Z3Session(SatisfiabilityLimits limits) : ISatisfiabilitySession
{
    private static readonly TimeSpan s_betweenInterrupts = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);
    private readonly Z3Context _context = new(limits);
    private string? _ended;
    private bool _abandoned;

    /// <inheritdoc/>
    public void Assert(string script) => _context.Assert(script);

    /// <inheritdoc/>
    public void Push() => _context.Push();

    /// <inheritdoc/>
    public void Pop() => _context.Pop();

    /// <inheritdoc/>
    public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken)
    {
        if (_ended is null && cancellationToken.IsCancellationRequested)
        {
            _ended = "it was cancelled";
        }

        if (_ended is { } reason)
        {
            return new SatisfiabilityOutcome.Unknown(reason);
        }

        CheckThread check = new(_context, wanted);
        if (check.Wait(limits.Time, cancellationToken))
        {
            return check.Outcome;
        }

        _ended = cancellationToken.IsCancellationRequested ? "it was cancelled" : $"Z3 did not finish within its {limits.Time!.Value.TotalSeconds:0.###} s";
        long started = TimeProvider.System.GetTimestamp();
        bool returned = false;
        while (!returned && TimeProvider.System.GetElapsedTime(started) < s_patience)
        {
            _context.Interrupt();
            returned = check.Wait(s_betweenInterrupts, CancellationToken.None);
        }

        if (!returned && check.Abandon())
        {
            _abandoned = true;
        }

        return new SatisfiabilityOutcome.Unknown(_ended);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_abandoned)
        {
            _context.Dispose();
        }
    }

    /// <summary>One check on a thread of its own.</summary>
    private sealed class CheckThread
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Z3Context _context;
        private readonly ImmutableArray<WantedConstant> _wanted;
        private SatisfiabilityOutcome? _outcome;
        private bool _finished;
        private bool _abandoned;

        public CheckThread(Z3Context context, ImmutableArray<WantedConstant> wanted)
        {
            (_context, _wanted) = (context, wanted);
            new Thread(Run, StackBytes) { IsBackground = true, Name = "Z3" }.Start();
        }

        private const int StackBytes = 64 << 20;

        public SatisfiabilityOutcome Outcome => _outcome!;

        public bool Wait(TimeSpan? limit, CancellationToken cancellationToken)
        {
            try
            {
                return _done.Task.Wait(limit is { } time && time.TotalMilliseconds < int.MaxValue ? (int)time.TotalMilliseconds : Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        /// <summary>Leaves the context to the thread; false where the check has ended after all.</summary>
        public bool Abandon()
        {
            lock (_gate)
            {
                _abandoned = !_finished;
                return _abandoned;
            }
        }

        private void Run()
        {
            SatisfiabilityOutcome outcome = _context.Check(_wanted);
            lock (_gate)
            {
                _outcome = outcome;
                _finished = true;
                if (_abandoned)
                {
                    _context.Dispose();
                }
            }

            _done.SetResult();
        }
    }
}
