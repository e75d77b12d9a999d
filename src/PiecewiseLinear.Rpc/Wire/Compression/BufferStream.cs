using System.Buffers;

namespace PiecewiseLinear.Rpc.Wire.Compression;

/// <summary>A stream that appends to a buffer.</summary>
internal sealed class BufferStream(IBufferWriter<byte> output) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("The stream can only be appended to.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream can only be appended to.");
        set => throw new NotSupportedException("The stream can only be appended to.");
    }

    public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be appended to.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream can only be appended to.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be appended to.");
}
