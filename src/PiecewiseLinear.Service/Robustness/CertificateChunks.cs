using Google.Protobuf;

namespace PiecewiseLinear.Service;

/// <summary>A stream that hands on what is written to it in pieces of 64 KiB; the receiver may block, so that a certificate is never in memory as a whole.</summary>
internal sealed class CertificateChunks(int index, Action<V1.RadiusCertificateChunk> send) : Stream
{
    private const int ChunkBytes = 1 << 16;
    private readonly byte[] _buffer = new byte[ChunkBytes];
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("the length of a certificate is not known while it is written");

    public override long Position
    {
        get => throw new NotSupportedException("a stream of chunks has no position");
        set => throw new NotSupportedException("a stream of chunks has no position");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int taken = Math.Min(buffer.Length, ChunkBytes - _filled);
            buffer[..taken].CopyTo(_buffer.AsSpan(_filled));
            buffer = buffer[taken..];
            _filled += taken;
            if (_filled == ChunkBytes)
            {
                Send(last: false);
            }
        }
    }

    /// <summary>Sends what is left, as the last piece.</summary>
    public void Finish() => Send(last: true);

    public override void Flush()
    {
        // Pieces leave when they are full; what is left leaves with Finish.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a stream of chunks is written only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a stream of chunks has no position");

    public override void SetLength(long value) => throw new NotSupportedException("a stream of chunks has no length to set");

    private void Send(bool last)
    {
        send(new V1.RadiusCertificateChunk { Index = index, Data = ByteString.CopyFrom(_buffer, 0, _filled), Last = last });
        _filled = 0;
    }
}
