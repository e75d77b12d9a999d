using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace PiecewiseLinear.Rpc.Wire.GrpcWeb;

/// <summary>The bytes behind base64 text. The text may be several padded pieces one after the other, as the sender flushed them.</summary>
internal sealed class Base64Input(PipeReader text) : Stream
{
    private const int Quad = 4;
    private const int QuadBytes = 3;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of a request is not known before its end.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream can only be read forward.");
        set => throw new NotSupportedException("The stream can only be read forward.");
    }

    /// <summary>Reads bytes; 0 at the end.</summary>
    /// <exception cref="RpcException"><see cref="StatusCode.Internal"/>: the text is not base64.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await text.ReadAsync(cancellationToken);
            var quads = Math.Min(read.Buffer.Length / Quad, buffer.Length / QuadBytes);
            if (quads > 0)
            {
                var chunk = read.Buffer.Slice(0, quads * Quad);
                var (used, written) = Decode(chunk.ToArray(), buffer.Span);
                text.AdvanceTo(read.Buffer.GetPosition(used));
                return written;
            }

            if (read.IsCompleted)
            {
                text.AdvanceTo(read.Buffer.End);
                return read.Buffer.IsEmpty
                    ? 0
                    : throw new RpcException(StatusCode.Internal, $"The base64 of the request ends in the middle of a group of {Quad} characters.");
            }

            text.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream can only be read forward.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream cannot be written.");

    /// <summary>Decodes up to the end of the first padded group, or everything.</summary>
    private static (int Used, int Written) Decode(ReadOnlySpan<byte> chunk, Span<byte> target)
    {
        var padding = chunk.IndexOf((byte)'=');
        var used = padding < 0 ? chunk.Length : (padding / Quad * Quad) + Quad;
        return Base64.DecodeFromUtf8(chunk[..used], target, out var consumed, out var written) == OperationStatus.Done && consumed == used && written > 0
            ? (used, written)
            : throw new RpcException(StatusCode.Internal, "The body of a grpc-web-text request is not base64.");
    }
}
