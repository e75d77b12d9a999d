using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PiecewiseLinear.Certificates;

/// <summary>Writes lines and at last the end line with their number and digest. Keeps nothing but the digest.</summary>
internal sealed class SealedLines(Stream target) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The lines written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Writes a line without its line feed.</summary>
    public void Write(StringBuilder line) => Write(Encoding.ASCII.GetBytes(line.Append('\n').ToString()));

    /// <summary>Writes a line with its line feed.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        target.Write(line);
        Count++;
    }

    /// <summary>Writes the end line; nothing can follow.</summary>
    public void Finish()
        => target.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"end\":\"{Count}\",\"sha256\":\"{Convert.ToHexStringLower(_hash.GetHashAndReset())}\"}}\n")));

    public void Dispose() => _hash.Dispose();
}
