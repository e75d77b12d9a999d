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

    /// <summary>The number of lines beyond which the file is refused.</summary>
    public int Limit { get; set; } = FormatLimits.Lines;

    /// <summary>The current line without its line feed.</summary>
    public ReadOnlySpan<byte> Current => _line.AsSpan(0, Math.Max(0, _length - 1));

    /// <summary>The next line without its line feed, or null at the end of the stream. Takes the line before it into the digest.</summary>
    /// <exception cref="CertificateFormatException">A line is too long, has a byte outside of printable ASCII, or has no line feed.</exception>
    public string? Next() => MoveNext() ? Encoding.ASCII.GetString(Current) : null;

    /// <summary>Makes the next line the current one; false at the end of the stream. Takes the line before it into the digest.</summary>
    /// <exception cref="CertificateFormatException">A line is too long, has a byte outside of printable ASCII, or has no line feed.</exception>
    public bool MoveNext()
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
                    return _length == 0 ? false : throw Malformed("the file ends within a line");
                }
            }

            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int taken = feed < 0 ? _end - _start : feed + 1;
            Append(_buffer.AsSpan(_start, taken));
            _start += taken;
            if (feed >= 0)
            {
                CheckLine();
                return true;
            }
        }
    }

    /// <summary>The next line, which must be of that kind, read up to the value of its first member.</summary>
    /// <exception cref="CertificateFormatException">It is missing or of another kind.</exception>
    public LineScanner Read(string key)
        => MoveNext() ? Scan(key) : throw Malformed($"expected a line '{key}', found the end of the file");

    /// <summary>The current line, which must be of that kind, read up to the value of its first member.</summary>
    public LineScanner Scan(string key)
    {
        LineScanner line = new(Encoding.ASCII.GetString(Current), Count);
        return line.FirstKey == key ? line.Key(key) : throw line.Error($"expected a line '{key}', found a line '{line.FirstKey}'");
    }

    /// <summary>Reads the end line and makes sure that nothing follows.</summary>
    /// <exception cref="CertificateFormatException">The number or the digest of the lines before is wrong, or the file goes on.</exception>
    public void ReadEnd()
    {
        LineScanner line = Read("end");
        int count = line.Count();
        if (count != Count - 1)
        {
            throw line.Error($"{Count - 1} lines come before the end, found the count {count}");
        }

        string found = line.Key("sha256").Text();
        string expected = DigestBefore();
        if (found != expected)
        {
            throw line.Error($"the lines before have the digest {expected}, found {found}");
        }

        line.End();
        if (MoveNext())
        {
            throw new CertificateFormatException(CertificateDefect.Malformed, Count, "", "the file goes on after its end line");
        }
    }

    public void Dispose() => _hash.Dispose();

    /// <summary>The digest of all lines before the current one, in lower-case hexadecimal.</summary>
    private string DigestBefore() => Convert.ToHexStringLower(_hash.GetCurrentHash());

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

    private void CheckLine()
    {
        ReadOnlySpan<byte> content = _line.AsSpan(0, _length - 1);
        int foreign = content.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        if (foreign >= 0)
        {
            throw Malformed($"byte {foreign} is 0x{content[foreign]:x2}, expected printable ASCII");
        }

        if (++Count > Limit)
        {
            throw Malformed($"the certificate has more lines than the limit of {Limit}");
        }
    }

    private CertificateFormatException Malformed(string problem) => new(CertificateDefect.Malformed, Count + 1, "", problem);
}
