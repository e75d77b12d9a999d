using System.Threading.Channels;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>
/// Carries messages from a use case that runs on its own threads to a response stream. The use case waits when the reader is slow: at most
/// <see cref="Ahead"/> messages are kept, so a slow reader costs time and no memory.
/// </summary>
internal sealed class BackPressure<TResponse> : IDisposable
{
    /// <summary>How many messages the use case may be ahead of the reader.</summary>
    public const int Ahead = 64;

    private readonly Channel<TResponse> _channel = Channel.CreateBounded<TResponse>(new BoundedChannelOptions(Ahead) { SingleReader = true });
    private readonly CancellationTokenSource _over;

    /// <summary>For one call.</summary>
    public BackPressure(CancellationToken call) => _over = CancellationTokenSource.CreateLinkedTokenSource(call);

    /// <summary>Sends a message, waiting for room.</summary>
    /// <exception cref="OperationCanceledException">The call is over.</exception>
    public void Send(TResponse message)
    {
        if (!_channel.Writer.TryWrite(message))
        {
            _channel.Writer.WriteAsync(message, _over.Token).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Sends a message if there is room; progress that nobody waits for is dropped.</summary>
    public void Offer(TResponse message) => _channel.Writer.TryWrite(message);

    /// <summary>Runs the use case beside the stream until both are done; what fails in either ends the other and comes out here.</summary>
    public async Task RunAsync(IResponseStream<TResponse> responses, Action<CancellationToken> work)
    {
        Task working = Task.Run(
            () =>
            {
                try
                {
                    work(_over.Token);
                    _channel.Writer.Complete();
                }
                catch (Exception e)
                {
                    _channel.Writer.Complete(e);
                }
            },
            CancellationToken.None);
        try
        {
            await foreach (TResponse message in _channel.Reader.ReadAllAsync(_over.Token))
            {
                await responses.WriteAsync(message, _over.Token);
            }
        }
        finally
        {
            await _over.CancelAsync();
            await working;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();
}
