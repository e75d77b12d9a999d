using System.Runtime.ExceptionServices;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>
/// One call of Z3 on a thread of its own, whose caller need not wait for it: the context can be left to the thread, which is interrupted until Z3 comes back, at the lowest priority, and then deletes the context. A single pivot of Z3's
/// tableau with long fractions has been seen to take minutes without heeding an interrupt.
/// </summary>
internal sealed class Z3Call<T>
{
    /// <summary>Z3 reads and rewrites formulas recursively.</summary>
    private const int StackBytes = 64 << 20;

    private static readonly TimeSpan s_betweenInterrupts = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Z3Context _context;
    private readonly Func<Z3Context, T> _work;
    private T? _result;
    private ExceptionDispatchInfo? _failure;
    private int _thread;
    private bool _finished;
    private bool _abandoned;

    /// <summary>Starts the call.</summary>
    public Z3Call(Z3Context context, Func<Z3Context, T> work)
    {
        (_context, _work) = (context, work);
        new Thread(Run, StackBytes) { IsBackground = true, Name = "Z3" }.Start();
    }

    /// <summary>What a call that has ended returned; throws what it threw.</summary>
    public T Result
    {
        get
        {
            _failure?.Throw();
            return _result!;
        }
    }

    /// <summary>Waits for the end of the call; false where the time or the token came first.</summary>
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

    /// <summary>Interrupts the call until it ends, for so long at most; then leaves the context to it. Answers whether the context is the caller's again.</summary>
    public bool Stop(TimeSpan patience)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < patience)
        {
            Interrupt();
            if (Wait(s_betweenInterrupts, CancellationToken.None))
            {
                return true;
            }
        }

        lock (_gate)
        {
            _abandoned = !_finished;
            if (_abandoned)
            {
                NativeThread.LowerPriority(_thread);
                _ = InterruptOnAsync();
            }

            return !_abandoned;
        }
    }

    private async Task InterruptOnAsync()
    {
        while (!_done.Task.IsCompleted)
        {
            await Task.Delay(s_betweenInterrupts).ConfigureAwait(false);
            Interrupt();
        }
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            if (!_finished)
            {
                _context.Interrupt();
            }
        }
    }

    private void Run()
    {
        Volatile.Write(ref _thread, NativeThread.Calling());
        T? result = default;
        try
        {
            result = _work(_context);
        }
        catch (Exception failure) when (failure is SmtLibRejectedException or InvalidOperationException)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }

        bool isMine;
        lock (_gate)
        {
            _result = result;
            _finished = true;
            isMine = _abandoned;
        }

        if (isMine)
        {
            _context.Dispose();
        }

        _done.SetResult();
    }
}
