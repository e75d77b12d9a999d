using Google.Protobuf;

namespace PiecewiseLinear.Service;

/// <summary>
/// A stream that passes on what is written to it in chunks of <see cref="ChunkBytes"/>, so that a certificate of any size goes out while it is written. Writing waits where sending does.
/// What is left goes with <see cref="Finish"/>; what is not finished is not sent as a whole.
/// </summary>
/// <param name="send">Takes a chunk, and whether it is the last one; that one may be empty.</param>
internal sealed class ChunkStream(Action<ByteString, bool> send) : Stream
{
    /// <summary>The size of every chunk but the last one.</summary>
    public const int ChunkBytes = 64 << 10;

    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, ChunkBytes - _length);
            buffer[..taken].CopyTo(_chunk.AsSpan(_length));
            buffer = buffer[taken..];
            _length += taken;
            if (_length == ChunkBytes)
            {
                Send(last: false);
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Chunks leave when they are full; what is left leaves with Finish.
    }

    /// <summary>Sends what is left, as the last chunk.</summary>
    public void Finish() => Send(last: true);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Send(bool last)
    {
        ByteString chunk = ByteString.CopyFrom(_chunk, 0, _length);
        _length = 0;
        send(chunk, last);
    }
}
