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
            (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(instance.Text), .. NodeMutations.Of(instance.Text)];
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
}
