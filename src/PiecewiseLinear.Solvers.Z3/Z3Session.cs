using System.Collections.Immutable;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>
/// A session: scripts are read and checks run on a thread of their own (<see cref="Z3Call{T}"/>), so that an interrupt that Z3 does not heed in time cannot hold up the caller. The context is then left to that thread.
/// </summary>
internal sealed class Z3Session(SatisfiabilityLimits limits) : ISatisfiabilitySession
{
    private const string Cancelled = "it was cancelled";
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(30);
    private readonly Z3Context _context = new(limits);
    private string? _ended;
    private bool _abandoned;

    /// <inheritdoc/>
    public void Assert(string script, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ended is not null)
        {
            return;
        }

        Z3Call<bool> reading = new(_context, context =>
        {
            context.Assert(script);
            return true;
        });
        if (!reading.Wait(limit: null, cancellationToken))
        {
            End(reading, Cancelled);
            throw new OperationCanceledException(cancellationToken);
        }

        _ = reading.Result;
    }

    /// <inheritdoc/>
    public void Push()
    {
        if (_ended is null)
        {
            _context.Push();
        }
    }

    /// <inheritdoc/>
    public void Pop()
    {
        if (_ended is null)
        {
            _context.Pop();
        }
    }

    /// <inheritdoc/>
    public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken)
    {
        if (_ended is null && cancellationToken.IsCancellationRequested)
        {
            _ended = Cancelled;
        }

        if (_ended is { } reason)
        {
            return new SatisfiabilityOutcome.Unknown(reason);
        }

        Z3Call<SatisfiabilityOutcome> check = new(_context, context => context.Check(wanted));
        if (check.Wait(limits.Time, cancellationToken))
        {
            return check.Result;
        }

        return new SatisfiabilityOutcome.Unknown(
            End(check, cancellationToken.IsCancellationRequested ? Cancelled : $"Z3 did not finish within its {limits.Time!.Value.TotalSeconds:0.###} s"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_abandoned)
        {
            return;
        }

        if (_ended is null)
        {
            _context.Dispose();
        }
        else
        {
            // Nobody who has been stopped waits for Z3 to give back its memory.
            ThreadPool.UnsafeQueueUserWorkItem(static context => context.Dispose(), _context, preferLocal: false);
        }
    }

    private string End<T>(Z3Call<T> call, string why)
    {
        _ended = why;
        _abandoned = !call.Stop(s_patience);
        return why;
    }
}
