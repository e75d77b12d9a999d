namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>Every systematic change of the text of nodes of a tree.</summary>
internal static class NodeMutations
{
    /// <summary>Changes of the text of a node: parts removed, doubled, swapped, and every token of its grammar at every place.</summary>
    public static IEnumerable<(string Name, byte[] Text)> Of(byte[] certificate)
    {
        string[] body = CertificateText.BodyOf(certificate);
        for (int i = 0; i < body.Length; i++)
        {
            if (!body[i].StartsWith("{\"node\":\"", StringComparison.Ordinal))
            {
                continue;
            }

            string text = body[i]["{\"node\":\"".Length..^2];
            string[] parts = text.Split(' ');
            string[] tokens = [".", "=", "!", "/0:0", "/0:1p-1", "a0=1 ", "a0=1p-1 ", "a0=2 ", "a9=1 ", "0:0 ", "0:9 ", "1:0 ", "0:0x0<0 ", "0:0x0>0 ", "0:0x0<1000 ", "0:0x9<0 ", "0:0[.] ", "0:0[?0..] ", "0:0[?0a0=1p-1 ..] ", "0:0[?0.] ", "~ ", "?0", "?1", "?9", "#0", "#1", "#9", "# ", "|", "b0=1 ", "b0=1p-1 ", "b0=-1 ", "b9=1 ", "t0+[.] ", "t0-a0=1p-1 [.] ", "t1+1-[?0.b0=1 .] ", "t1+[b1=1 .] ", "t0-0+[.] ", "t0+9+[.] ", "t[.] ", "t0+[?0?0...] "];
            IEnumerable<string> others = tokens.SelectMany(token => new[] { token + text, string.Concat(text.AsSpan(0, text.Length - parts[^1].Length), token, parts[^1]), string.Concat(text.AsSpan(0, text.Length - parts[^1].Length), token) })
                .Concat(Enumerable.Range(0, parts.Length).SelectMany(k => new[]
                {
                    string.Join(' ', parts.Where((_, index) => index != k)),
                    string.Join(' ', parts.Take(k).Append(parts[k]).Concat(parts.Skip(k))),
                    string.Join(' ', parts.Skip(k).Concat(parts.Take(k))),
                }));
            foreach (string other in others.Where(other => other != text))
            {
                yield return ($"line {i + 1}: {text} -> {other}", CertificateText.Seal([.. body[..i], $"{{\"node\":\"{other}\"}}", .. body[(i + 1)..]]));
            }
        }
    }
}
