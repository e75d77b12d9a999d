using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Compression;
using PiecewiseLinear.Rpc.Wire.Envelopes;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>The server's side of one streaming Connect call.</summary>
internal sealed class ConnectStreamCall : HttpCall
{
    /// <summary>Marks the last message, which holds the status and the trailers.</summary>
    public const byte EndOfStreamFlag = 2;

    private const string EncodingHeader = "connect-content-encoding";
    private const string AcceptEncodingHeader = "connect-accept-encoding";

    private readonly EnvelopeReader _reader;
    private readonly MessageEncoder _encoder;
    private readonly ConnectErrors _errors;

    public ConnectStreamCall(HttpExchange exchange, IMessageCodec codec, ConnectErrors errors, RpcOptions options, string contentType)
        : base(exchange)
    {
        var (request, response) = (exchange.Request, exchange.Response);
        var decoder = new MessageDecoder(codec, options.MaxRequestMessageSize, malformed: StatusCode.InvalidArgument);
        _reader = new EnvelopeReader(exchange.Input, decoder, EncodingHeader, request.Headers[EncodingHeader]);
        _encoder = new MessageEncoder(codec, Gzip.IsAcceptedBy(request.Headers[AcceptEncodingHeader]), options.CompressResponsesFrom);
        _errors = errors;
        response.ContentType = contentType;
        response.Headers[AcceptEncodingHeader] = Gzip.Accepted;
        if (_encoder.MayCompress)
        {
            response.Headers[EncodingHeader] = Gzip.Name;
        }
    }

    public override CallHead ReadHead() => ConnectHead.Read(Exchange.Request.Headers, EncodingHeader);

    public override ValueTask WriteHeadersAsync(RpcMetadata headers, bool flush, CancellationToken cancellation)
    {
        HeaderMetadata.Write(headers, Exchange.Response.Headers);
        return flush ? Exchange.FlushAsync(cancellation) : ValueTask.CompletedTask;
    }

    public override ValueTask WriteMessageAsync(IMessage message, bool last, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        EnvelopeWriter.Write(Exchange.Output, message, _encoder);
        return last ? ValueTask.CompletedTask : Exchange.FlushAsync(cancellation);
    }

    public override ValueTask FinishAsync(RpcStatus status, RpcMetadata trailers, bool headersWritten)
    {
        var end = _errors.EndOfStream(status, trailers);
        return Exchange.CompleteAsync(output => EnvelopeWriter.Write(output, EndOfStreamFlag, end.Span));
    }

    protected override ValueTask<IMessage?> ReadAsync(MessageDescriptor type, CancellationToken cancellation) => _reader.ReadAsync(type, cancellation);
}
