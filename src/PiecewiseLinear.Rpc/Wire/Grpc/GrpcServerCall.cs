using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>The server's side of one gRPC call.</summary>
internal sealed class GrpcServerCall : WireCall
{
    private readonly HttpExchange _exchange;
    private readonly RpcOptions _options;
    private readonly string? _encoding;

    public GrpcServerCall(HttpExchange exchange, RpcOptions options)
    {
        _exchange = exchange;
        _options = options;
        _encoding = exchange.Request.Headers["grpc-encoding"];
        exchange.Response.ContentType = GrpcProtocol.ContentType;
        exchange.Response.Headers["grpc-accept-encoding"] = "identity";
    }

    public override string Method => _exchange.Request.Path.Value is ['/', .. var name] ? name : "";

    public override string Peer => _exchange.Peer;

    public override string CallId => _exchange.CallId;

    public override CancellationToken Aborted => _exchange.Aborted;

    public override CallHead ReadHead()
    {
        TimeSpan? timeout = null;
        if (_exchange.Request.Headers[GrpcTimeout.Name] is [{ } text, ..])
        {
            timeout = GrpcTimeout.TryParse(text, out var parsed)
                ? parsed
                : throw new RpcException(StatusCode.InvalidArgument, $"The grpc-timeout '{text}' is not one to eight digits and one of the units H, M, S, m, u, n.");
        }

        var metadata = new RpcMetadata();
        foreach (var (name, values) in _exchange.Request.Headers)
        {
            foreach (var value in values)
            {
                if (!GrpcMetadata.TryDecode(name, value ?? "", metadata))
                {
                    throw new RpcException(StatusCode.InvalidArgument, $"The value of the binary metadata '{name}' is not base64.");
                }
            }
        }

        return new CallHead(metadata, timeout);
    }

    public override async ValueTask<IMessage?> ReadMessageAsync(MessageParser parser, CancellationToken cancellation)
    {
        try
        {
            return await GrpcFraming.ReadAsync(_exchange.Input, parser, _encoding, _options.MaxRequestMessageSize, cancellation);
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            throw new OperationCanceledException("The caller went away.", e, Aborted);
        }
    }

    public override ValueTask WriteHeadersAsync(RpcMetadata headers, bool flush, CancellationToken cancellation)
    {
        Copy(headers, _exchange.Response.Headers);
        return flush ? _exchange.FlushAsync(cancellation) : ValueTask.CompletedTask;
    }

    public override ValueTask WriteMessageAsync(IMessage message, bool last, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        GrpcFraming.Write(_exchange.Output, message);
        return last ? ValueTask.CompletedTask : _exchange.FlushAsync(cancellation);
    }

    public override ValueTask FinishAsync(RpcStatus status, RpcMetadata trailers, bool headersWritten)
    {
        // Without headers the status takes their place ("trailers-only"), which saves a frame and is what clients expect of a refusal.
        var target = headersWritten ? _exchange.Trailers : _exchange.Response.Headers;
        Copy(trailers, target);
        foreach (var (name, value) in GrpcStatus.Encode(status, _options.MaxStatusSize))
        {
            target[name] = value;
        }

        return _exchange.CompleteAsync();
    }

    private static void Copy(RpcMetadata metadata, IHeaderDictionary target)
    {
        foreach (var entry in metadata)
        {
            target[entry.Name] = StringValues.Concat(target[entry.Name], GrpcMetadata.Encode(entry));
        }
    }
}
