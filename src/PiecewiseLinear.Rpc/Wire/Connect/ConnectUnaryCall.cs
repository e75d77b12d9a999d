using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Compression;

namespace PiecewiseLinear.Rpc.Wire.Connect;

/// <summary>The server's side of one unary Connect call. The response goes out as a whole at the end, since trailers are among its headers.</summary>
internal sealed class ConnectUnaryCall : HttpCall
{
    private const string EncodingHeader = "content-encoding";
    private const string TrailerPrefix = "trailer-";

    private readonly MessageDecoder _decoder;
    private readonly MessageEncoder _encoder;
    private readonly ConnectErrors _errors;
    private readonly string _contentType;
    private bool _hasRead;
    private (ReadOnlyMemory<byte> Bytes, bool Compressed) _body;

    public ConnectUnaryCall(HttpExchange exchange, IMessageCodec codec, ConnectErrors errors, RpcOptions options, string contentType)
        : base(exchange)
    {
        _decoder = new MessageDecoder(codec, options.MaxRequestMessageSize, malformed: StatusCode.InvalidArgument);
        _encoder = new MessageEncoder(codec, Gzip.IsAcceptedBy(exchange.Request.Headers.AcceptEncoding), options.CompressResponsesFrom);
        (_errors, _contentType) = (errors, contentType);
        exchange.Response.Headers.AcceptEncoding = Gzip.Accepted;
    }

    public override CallHead ReadHead() => ConnectHead.Read(Exchange.Request.Headers, EncodingHeader);

    /// <summary>Puts the headers in place. They cannot go before the message.</summary>
    public override ValueTask WriteHeadersAsync(RpcMetadata headers, bool flush, CancellationToken cancellation)
    {
        HeaderMetadata.Write(headers, Exchange.Response.Headers);
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteMessageAsync(IMessage message, bool last, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _body = _encoder.Encode(message);
        return ValueTask.CompletedTask;
    }

    public override ValueTask FinishAsync(RpcStatus status, RpcMetadata trailers, bool headersWritten)
    {
        var response = Exchange.Response;
        HeaderMetadata.Write(trailers, response.Headers, TrailerPrefix);
        if (status.Code == StatusCode.Ok)
        {
            response.ContentType = _contentType;
            if (_body.Compressed)
            {
                response.Headers.ContentEncoding = Gzip.Name;
            }
        }
        else
        {
            response.StatusCode = ConnectCodes.Of(status.Code).Http;
            response.ContentType = "application/json";
            _body = (_errors.Error(status), false);
        }

        response.ContentLength = _body.Bytes.Length;
        return Exchange.CompleteAsync(output => output.Write(_body.Bytes.Span));
    }

    /// <summary>The body is the message; after it there is none.</summary>
    protected override async ValueTask<IMessage?> ReadAsync(MessageDescriptor type, CancellationToken cancellation)
    {
        if (_hasRead)
        {
            return null;
        }

        _hasRead = true;
        _decoder.CheckSize(Exchange.Request.ContentLength ?? 0);
        while (true)
        {
            var read = await Exchange.Input.ReadAsync(cancellation);
            _decoder.CheckSize(read.Buffer.Length);
            if (read.IsCompleted)
            {
                var message = _decoder.Decode(read.Buffer, Exchange.Request.Headers.ContentEncoding == Gzip.Name, type);
                Exchange.Input.AdvanceTo(read.Buffer.End);
                return message;
            }

            Exchange.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
