using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Envelopes;
using PiecewiseLinear.Rpc.Wire.Grpc;

namespace PiecewiseLinear.Rpc.Client;

/// <summary>The body of a request: framed messages, each sent as soon as it is there.</summary>
internal sealed class RequestContent<TRequest> : HttpContent
    where TRequest : class, IMessage<TRequest>
{
    private static readonly MessageEncoder Plain = new(BinaryCodec.Instance, gzip: false, compressFrom: 0);

    private readonly IAsyncEnumerable<TRequest> _messages;

    public RequestContent(IAsyncEnumerable<TRequest> messages)
    {
        _messages = messages;
        Headers.ContentType = new MediaTypeHeaderValue(GrpcProtocol.ContentType);
    }

    /// <summary>What the source of the messages threw, if it did.</summary>
    public Exception? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var frame = new ArrayBufferWriter<byte>();
        await stream.FlushAsync(cancellationToken); // The headers go now: the server may answer before the first message.
        await using var messages = _messages.GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(messages))
        {
            frame.ResetWrittenCount();
            EnvelopeWriter.Write(frame, messages.Current, Plain);
            await stream.WriteAsync(frame.WrittenMemory, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TRequest> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (Exception e)
        {
            SourceFailure = e;
            throw;
        }
    }
}
