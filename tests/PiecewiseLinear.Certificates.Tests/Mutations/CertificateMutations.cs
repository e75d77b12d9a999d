namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>Every systematic change of a certificate: of each field of each line, of the order and number of lines, of the seal.</summary>
internal static class CertificateMutations
{
    public static IEnumerable<(string Name, byte[] Text)> Of(byte[] certificate)
    {
        string[] body = CertificateText.BodyOf(certificate);
        for (int i = 0; i < body.Length; i++)
        {
            foreach ((string name, string line) in LineMutations.Of(body[i]))
            {
                if (line != body[i])
                {
                    yield return ($"line {i + 1} {name}", CertificateText.Seal([.. body[..i], line, .. body[(i + 1)..]]));
                }
            }

            yield return ($"line {i + 1} removed", CertificateText.Seal([.. body[..i], .. body[(i + 1)..]]));
            yield return ($"line {i + 1} twice", CertificateText.Seal([.. body[..i], body[i], .. body[i..]]));
            yield return ($"cut before line {i + 1}", CertificateText.Seal(body[..i]));
            if (i > 0 && body[i] != body[i - 1])
            {
                yield return ($"lines {i} and {i + 1} swapped", CertificateText.Seal([.. body[..(i - 1)], body[i], body[i - 1], .. body[(i + 1)..]]));
            }
        }
    }

    /// <summary>Changes that the seal itself must catch: nothing is recomputed.</summary>
    public static IEnumerable<(string Name, byte[] Text)> OfTheSeal(byte[] certificate)
    {
        int end = Array.LastIndexOf(certificate, (byte)'\n', certificate.Length - 2) + 1;
        yield return ("end line missing", certificate[..end]);
        yield return ("last line feed missing", certificate[..^1]);
        yield return ("byte after the end", [.. certificate, (byte)'\n']);
        yield return ("end line twice", [.. certificate, .. certificate[end..]]);
        yield return ("carriage return", [.. certificate[..^1], (byte)'\r', (byte)'\n']);
        for (int i = end; i < certificate.Length - 1; i++)
        {
            byte[] copy = [.. certificate];
            copy[i] = (byte)(copy[i] == (byte)'0' ? '1' : '0');
            yield return ($"byte {i} of the end line", copy);
        }

        for (int i = 1; i < end; i += 37)
        {
            byte[] copy = [.. certificate];
            copy[i] ^= 1;
            yield return ($"byte {i} flipped, not sealed anew", copy);
        }
    }
}
