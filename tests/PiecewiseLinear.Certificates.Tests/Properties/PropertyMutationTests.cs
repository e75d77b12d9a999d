using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>
/// Every field of every line of a property's certificate is changed, the seal recomputed: both checkers reject the mutant with a reason, or both accept it and going through all cells shows that its claim is
/// true (a slope that does not matter, a weaker property). SOAK_MINUTES lifts the caps.
/// </summary>
public sealed class PropertyMutationTests
{
    private const int Seed = 20261125;

    private static bool Soaks => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 };

    [Fact]
    public void Every_mutant_is_rejected_or_still_true()
    {
        Random random = new(Seed);
        int accepted = 0, all = 0;
        for (int instances = 0; instances < (Soaks ? 60 : 12); instances++)
        {
            using PropertyInstance instance = PropertyInstance.Random(random.Next());
            (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(instance.Text), .. OfNodes(instance.Text)];
            if (!Soaks && mutants.Length > 250)
            {
                random.Shuffle(mutants);
                mutants = mutants[..250];
            }

            IReadOnlyList<string> verdicts = instance.OfBoth(mutants);
            all += mutants.Length;
            for (int i = 0; i < mutants.Length; i++)
            {
                if (Verdicts.Kind(verdicts[i]) == "VALID")
                {
                    accepted++;
                    Assert.True(instance.IsTrue(mutants[i].Text), $"{mutants[i].Name}: accepted, but false\n{System.Text.Encoding.ASCII.GetString(mutants[i].Text)}");
                }
                else
                {
                    Assert.True(verdicts[i].Length > "INVALID ".Length, $"{mutants[i].Name}: rejected without a reason");
                }
            }
        }

        Assert.True(accepted < all / 4, $"{accepted} of {all} mutants accepted");
    }

    /// <summary>Changes of the text of a node: parts removed, doubled, swapped, and every token of its grammar at every place.</summary>
    private static IEnumerable<(string Name, byte[] Text)> OfNodes(byte[] certificate)
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
            string[] tokens = [".", "=", "!", "/0:0", "/0:1p-1", "a0=1 ", "a0=1p-1 ", "a0=2 ", "a9=1 ", "0:0 ", "0:9 ", "1:0 ", "0:0x0<0 ", "0:0x0>0 ", "0:0x0<1000 ", "0:0x9<0 ", "0:0[.] ", "0:0[?0..] ", "0:0[?0a0=1p-1 ..] ", "0:0[?0.] "];
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
