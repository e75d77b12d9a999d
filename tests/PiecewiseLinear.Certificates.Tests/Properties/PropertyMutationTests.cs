using PiecewiseLinear.Certificates.Tests.Mutations;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>Mutants of certificates of properties: going through all cells says whether a claim is true.</summary>
public sealed class PropertyMutationTests
{
    private const int Seed = 20261125;

    [Fact]
    public void Every_mutant_is_rejected_or_still_true()
    {
        Random random = new(Seed);
        MutantLaw law = new(random);
        for (int instances = 0; instances < (MutantLaw.Soaks ? 60 : 12); instances++)
        {
            using PropertyInstance instance = PropertyInstance.Random(random.Next());
            law.Hold(instance.Model, instance.Text, most: 250, instance.IsTrue);
        }

        Assert.True(law.Accepted < law.All / 4, $"{law.Accepted} of {law.All} mutants accepted");
    }
}
