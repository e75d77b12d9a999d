using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>What the calls of all protocols over HTTP have in common.</summary>
internal abstract class HttpCall(HttpExchange exchange) : WireCall
{
    public sealed override string Method => exchange.Method;

    public sealed override string Peer => exchange.Peer;

    public sealed override string CallId => exchange.CallId;

    public sealed override CancellationToken Aborted => exchange.Aborted;

    protected HttpExchange Exchange => exchange;

    public sealed override async ValueTask<IMessage?> ReadMessageAsync(MessageDescriptor type, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(type, cancellation);
        }
        catch (Exception e) when (e is IOException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            throw new CallerGoneException(e);
        }
    }

    /// <summary>As <see cref="ReadMessageAsync"/>; errors of the transport may be thrown as they are.</summary>
    protected abstract ValueTask<IMessage?> ReadAsync(MessageDescriptor type, CancellationToken cancellation);
}
