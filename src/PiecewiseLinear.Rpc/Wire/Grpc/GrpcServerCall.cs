using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Compression;
using PiecewiseLinear.Rpc.Wire.Envelopes;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>The server's side of one gRPC call; gRPC-Web changes how bytes and trailers travel.</summary>
internal class GrpcServerCall : HttpCall
{
    public const string EncodingHeader = "grpc-encoding";
    public const string AcceptEncodingHeader = "grpc-accept-encoding";

    private readonly EnvelopeReader _reader;
    private readonly MessageEncoder _encoder;
    private readonly int _maxStatusSize;

    public GrpcServerCall(HttpExchange exchange, PipeReader input, RpcOptions options, string contentType)
        : base(exchange)
    {
        var (request, response) = (exchange.Request, exchange.Response);
        var decoder = new MessageDecoder(BinaryCodec.Instance, options.MaxRequestMessageSize, malformed: StatusCode.Internal);
        _reader = new EnvelopeReader(input, decoder, EncodingHeader, request.Headers[EncodingHeader]);
        _encoder = new MessageEncoder(BinaryCodec.Instance, Gzip.IsAcceptedBy(request.Headers[AcceptEncodingHeader]), options.CompressResponsesFrom);
        _maxStatusSize = options.MaxStatusSize;
        response.ContentType = contentType;
        response.Headers[AcceptEncodingHeader] = Gzip.Accepted;
    }

    public sealed override CallHead ReadHead()
    {
        TimeSpan? timeout = null;
        if (Exchange.Request.Headers[GrpcTimeout.Name] is [{ } text, ..])
        {
            timeout = GrpcTimeout.TryParse(text, out var parsed)
                ? parsed
                : throw new RpcException(StatusCode.InvalidArgument, $"The grpc-timeout '{text}' is not one to eight digits and one of the units H, M, S, m, u, n.");
        }

        return new CallHead(HeaderMetadata.Read(Exchange.Request.Headers), timeout);
    }

    public sealed override ValueTask WriteHeadersAsync(RpcMetadata headers, bool flush, CancellationToken cancellation)
    {
        HeaderMetadata.Write(headers, Exchange.Response.Headers);
        if (_encoder.MayCompress)
        {
            Exchange.Response.Headers[EncodingHeader] = Gzip.Name;
        }

        return flush ? Exchange.FlushAsync(cancellation) : ValueTask.CompletedTask;
    }

    public sealed override ValueTask WriteMessageAsync(IMessage message, bool last, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Write(message, _encoder);
        return last ? ValueTask.CompletedTask : Exchange.FlushAsync(cancellation);
    }

    public sealed override ValueTask FinishAsync(RpcStatus status, RpcMetadata trailers, bool headersWritten)
    {
        if (headersWritten)
        {
            return FinishAsync(trailers, GrpcStatus.Encode(status, _maxStatusSize));
        }

        // Without headers the status takes their place ("trailers-only"), which saves a frame and is what clients expect of a refusal.
        HeaderMetadata.Write(trailers, Exchange.Response.Headers);
        foreach (var (name, value) in GrpcStatus.Encode(status, _maxStatusSize))
        {
            Exchange.Response.Headers[name] = value;
        }

        return Exchange.CompleteAsync();
    }

    protected sealed override ValueTask<IMessage?> ReadAsync(MessageDescriptor type, CancellationToken cancellation) => _reader.ReadAsync(type, cancellation);

    /// <summary>Writes a message to the response's body.</summary>
    protected virtual void Write(IMessage message, MessageEncoder encoder) => EnvelopeWriter.Write(Exchange.Output, message, encoder);

    /// <summary>Ends a response that has headers.</summary>
    protected virtual ValueTask FinishAsync(RpcMetadata trailers, IEnumerable<KeyValuePair<string, string>> status)
    {
        HeaderMetadata.Write(trailers, Exchange.Trailers);
        foreach (var (name, value) in status)
        {
            Exchange.Trailers[name] = value;
        }

        return Exchange.CompleteAsync();
    }
}
