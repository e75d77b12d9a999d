using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Trees;

namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>
/// Every field of every line of a certificate, and the text of its nodes, is changed, the seal recomputed: both checkers reject the mutant with a reason, or both accept it and brute force shows that its claim is true
/// (a slope that does not matter, a weaker claim). SOAK_MINUTES lifts the caps.
/// </summary>
internal sealed class MutantLaw(Random random)
{
    public static bool Soaks => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 };

    /// <summary>How many mutants there were so far.</summary>
    public int All { get; private set; }

    /// <summary>How many of them were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Holds the law against at most some of the mutants of a certificate, chosen at random.</summary>
    public void Hold(ModelFile model, byte[] certificate, int most, Func<byte[], bool> isTrue)
    {
        (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(certificate), .. NodeMutations.Of(certificate)];
        if (!Soaks && mutants.Length > most)
        {
            random.Shuffle(mutants);
            mutants = mutants[..most];
        }

        IReadOnlyList<string> verdicts = model.OfBoth(mutants);
        All += mutants.Length;
        for (int i = 0; i < mutants.Length; i++)
        {
            if (Verdicts.Kind(verdicts[i]) == "VALID")
            {
                Accepted++;
                Assert.True(isTrue(mutants[i].Text), $"{mutants[i].Name}: accepted, but false\n{System.Text.Encoding.ASCII.GetString(mutants[i].Text)}");
            }
            else
            {
                Assert.True(verdicts[i].Length > "INVALID ".Length, $"{mutants[i].Name}: rejected without a reason");
            }
        }
    }
}
