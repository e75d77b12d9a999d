using PiecewiseLinear.Certificates.Tests.Mutations;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Mutants of certificates of radii: the oracle goes through all patterns and all sets of inputs that may change.</summary>
public sealed class RadiusMutationTests
{
    private const int Seed = 20261122;

    [Fact]
    public void Every_mutant_is_rejected_or_still_true()
    {
        Random random = new(Seed);
        MutantLaw law = new(random);
        for (int instances = 0; instances < (MutantLaw.Soaks ? 120 : 8); instances++)
        {
            RadiusInstance instance = RadiusInstance.Random(random);
            using IDisposable model = instance.Model;
            law.Hold(instance.Model, instance.FewestChanges(random) ?? instance.Text, most: 80, instance.IsTrue);
        }

        Assert.True(law.Accepted < law.All / 3, $"{law.Accepted} of {law.All} mutants accepted");
    }
}
