using System.Security.Cryptography;
using System.Text;

namespace PiecewiseLinear.Certificates;

/// <summary>The lines of a stream, one at a time, with the SHA-256 of all bytes of the lines before the current one.</summary>
internal sealed class DigestedLines(Stream stream) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[1 << 16];
    private byte[] _line = new byte[1 << 12];
    private int _length;
    private int _start;
    private int _end;

    /// <summary>The number of lines read.</summary>
    public int Count { get; private set; }

    /// <summary>The next line without its line feed, or null at the end of the stream. Takes the line before it into the digest.</summary>
    /// <exception cref="CertificateFormatException">A line is too long, has a byte outside of printable ASCII, or has no line feed.</exception>
    public string? Next()
    {
        _hash.AppendData(_line, 0, _length);
        _length = 0;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, stream.Read(_buffer));
                if (_end == 0)
                {
                    return _length == 0 ? null : throw Malformed("the file ends within a line");
                }
            }

            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int taken = feed < 0 ? _end - _start : feed + 1;
            Append(_buffer.AsSpan(_start, taken));
            _start += taken;
            if (feed >= 0)
            {
                return Finish();
            }
        }
    }

    /// <summary>The digest of all lines before the current one, in lower-case hexadecimal.</summary>
    public string DigestBefore() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int length = _length + bytes.Length;
        if (length > FormatLimits.LineBytes)
        {
            throw Malformed($"the line is longer than the limit of {FormatLimits.LineBytes} bytes");
        }

        if (length > _line.Length)
        {
            Array.Resize(ref _line, Math.Max(length, 2 * _line.Length));
        }

        bytes.CopyTo(_line.AsSpan(_length));
        _length = length;
    }

    private string Finish()
    {
        ReadOnlySpan<byte> content = _line.AsSpan(0, _length - 1);
        int foreign = content.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        if (foreign >= 0)
        {
            throw Malformed($"byte {foreign} is 0x{content[foreign]:x2}, expected printable ASCII");
        }

        if (++Count > FormatLimits.Lines)
        {
            throw Malformed($"the certificate has more lines than the limit of {FormatLimits.Lines}");
        }

        return Encoding.ASCII.GetString(content);
    }

    private CertificateFormatException Malformed(string problem) => new(CertificateDefect.Malformed, Count + 1, "", problem);
}
