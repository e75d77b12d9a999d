namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>
/// OR-Tools in a Node process: started on first use, kept warm, started again if it dies (a request is tried twice), killed on disposal.
/// </summary>
/// <remarks>
/// Requests take turns. The process ends by itself when its input closes, so it does not outlive this program however that ends.
/// </remarks>
internal sealed class NodeHost : IMPModelHost
{
    private readonly OrToolsOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private HostProcess? _process;
    private volatile bool _disposed;

    public NodeHost(OrToolsOptions options)
    {
        _options = options;
    }

    /// <summary>The id of the running process, or null.</summary>
    public int? ProcessId => _process?.Id;

    /// <inheritdoc/>
    public byte[] Solve(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.Timeout);
        try
        {
            _turn.Wait(deadline.Token);
            try
            {
                return SolveInTurn(request.Span, deadline.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"OR-Tools did not answer within {_options.Timeout.TotalSeconds} s", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not in turn: a request under way ends at once, since its process does.
        _disposed = true;
        _process?.Dispose();
    }

    private byte[] SolveInTurn(ReadOnlySpan<byte> request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_process is not { IsAlive: true })
            {
                _process?.Dispose();
                _process = null;
                _process = new HostProcess(_options.NodePath, HostDirectory.Find(_options.HostDirectory));
            }

            try
            {
                return _process.Exchange(request, cancellationToken);
            }
            catch (IOException) when (attempt == 1 && !_disposed)
            {
                Drop();
            }
            catch
            {
                Drop();
                throw;
            }
        }
    }

    private void Drop()
    {
        _process?.Dispose();
        _process = null;
    }
}
