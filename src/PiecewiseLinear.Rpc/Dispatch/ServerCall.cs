using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire;

namespace PiecewiseLinear.Rpc.Dispatch;

/// <summary>
/// The order of things in one call: headers once and first, one write at a time, one status last, nothing after it.
/// </summary>
internal sealed class ServerCall : IDisposable
{
    private readonly WireCall _wire;
    private readonly CallContext _context;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _headersWritten;
    private bool _over;
    private bool _ended;

    public ServerCall(WireCall wire, CallContext context)
    {
        _wire = wire;
        _context = context;
        context.HeaderSender = SendHeadersAsync;
    }

    /// <summary>The only message of a method that takes one.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Unimplemented"/>: there is none, or a second one (gRPC's code for the wrong cardinality).</exception>
    public async ValueTask<T> ReadSingleAsync<T>(MessageDescriptor type)
        where T : class, IMessage<T>
    {
        var message = await _wire.ReadMessageAsync(type, _context.Cancellation)
            ?? throw new RpcException(StatusCode.Unimplemented, $"{_context.Method} takes exactly one request message; the call ended without one.");
        return await _wire.ReadMessageAsync(type, _context.Cancellation) is null
            ? (T)message
            : throw new RpcException(StatusCode.Unimplemented, $"{_context.Method} takes exactly one request message; the call brought more.");
    }

    /// <summary>The messages of a method that takes a stream, as they arrive.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(MessageDescriptor type, [EnumeratorCancellation] CancellationToken cancellation = default)
        where T : class, IMessage<T>
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_context.Cancellation, cancellation);
        while (await _wire.ReadMessageAsync(type, both.Token) is { } message)
        {
            yield return (T)message;
        }
    }

    /// <summary>Sends the headers, if they have not been sent.</summary>
    public async ValueTask SendHeadersAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            ThrowIfOver();
            await WriteHeadersOnceAsync(flush: true, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends a message, after the headers.</summary>
    public async ValueTask WriteAsync(IMessage? message, bool last, CancellationToken cancellation)
    {
        if (message is null)
        {
            throw new InvalidOperationException($"{_context.Method} returned null where a message is expected.");
        }

        await _turn.WaitAsync(cancellation);
        try
        {
            ThrowIfOver();
            cancellation.ThrowIfCancellationRequested();
            await WriteHeadersOnceAsync(flush: false, cancellation);
            await _wire.WriteMessageAsync(message, last, cancellation);
        }
        catch (OperationCanceledException)
        {
            _over = true; // The message may be half way: nothing but the end may follow.
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the call with the headers and trailers of its handler, which is done. Does nothing if the call has been abandoned.</summary>
    public Task FinishAsync(RpcStatus status) => EndAsync(async () =>
    {
        if (_context.ResponseHeaders.Count > 0)
        {
            await WriteHeadersOnceAsync(flush: false, CancellationToken.None);
        }

        await _wire.FinishAsync(status, _context.ResponseTrailers, _headersWritten);
    });

    /// <summary>Ends the call while its handler is still running: its metadata may be changing and stays here. What it writes later is refused.</summary>
    public Task AbandonAsync(RpcStatus status) => EndAsync(async () => await _wire.FinishAsync(status, new RpcMetadata(), _headersWritten));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task EndAsync(Func<Task> end)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (!_ended)
            {
                _over = true;
                _ended = true;
                await end();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask WriteHeadersOnceAsync(bool flush, CancellationToken cancellation)
    {
        if (!_headersWritten)
        {
            _headersWritten = true;
            _context.ResponseHeaders.Freeze("the headers have been sent");
            await _wire.WriteHeadersAsync(_context.ResponseHeaders, flush, cancellation);
        }
    }

    private void ThrowIfOver()
    {
        if (_over)
        {
            throw new OperationCanceledException($"The call of {_context.Method} is over.", _context.Cancellation);
        }
    }
}
