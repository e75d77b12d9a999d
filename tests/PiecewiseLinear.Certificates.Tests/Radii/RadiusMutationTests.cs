using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Every field of every line of a radius is changed, the seal recomputed: both checkers reject the mutant with a reason, or both accept it and the oracle shows that it is true. SOAK_MINUTES lifts the caps.</summary>
public sealed class RadiusMutationTests
{
    private const int Seed = 20261122;

    private static bool Soaks => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 };

    [Fact]
    public void Every_mutant_is_rejected_or_still_true()
    {
        Random random = new(Seed);
        int accepted = 0, all = 0;
        for (int instances = 0; instances < (Soaks ? 120 : 7); instances++)
        {
            RadiusInstance instance = RadiusInstance.Random(random);
            using IDisposable model = instance.Model;
            (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(instance.Text), .. NodeMutations.Of(instance.Text)];
            if (!Soaks && mutants.Length > 120)
            {
                random.Shuffle(mutants);
                mutants = mutants[..120];
            }

            IReadOnlyList<string> verdicts = instance.Model.OfBoth(mutants);
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

        Assert.True(accepted < all / 3, $"{accepted} of {all} mutants accepted");
    }
}
