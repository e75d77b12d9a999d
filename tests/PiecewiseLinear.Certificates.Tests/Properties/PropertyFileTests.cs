using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>A certificate is accepted with the VNN-LIB file of its property, and with no other.</summary>
public sealed class PropertyFileTests
{
    private static readonly string s_file = new('b', 64);

    [Fact]
    public void Only_the_same_property_is_accepted() =>
        Seeded.Check(40, static (random, seed) =>
        {
            using PropertyInstance instance = PropertyInstance.Random(seed);
            VnnLibProperty property = instance.Property;
            Assert.IsType<CheckResult.Valid>(Check(instance, property));
            Assert.IsType<CheckResult.Valid>(Check(instance, property with { Cases = [.. property.Cases.Reverse(), property.Cases[0]] }));
            Assert.IsType<CheckResult.Valid>(Check(instance, property with { Cases = [.. property.Cases.Select(static c => c with { Rows = [.. c.Rows.Reverse()] })] }));
            int at = random.Next(property.Cases.Length);
            VnnLibCase chosen = property.Cases[at];
            foreach ((string what, VnnLibProperty other) in new[]
            {
                ("more", property with { Cases = property.Cases.Add(chosen with { Rows = [.. chosen.Rows, .. chosen.Rows] }) }),
                ("bound", property with { Cases = property.Cases.SetItem(at, chosen with { Rows = chosen.Rows.SetItem(0, chosen.Rows[0] with { Bound = chosen.Rows[0].Bound + new Rational(1, 1L << 60) }) }) }),
                ("box", property with { Cases = property.Cases.SetItem(at, chosen with { Box = new Box(chosen.Box.Lower, chosen.Box.Upper.SetItem(0, chosen.Box.Upper[0] + new Rational(1, 1L << 60))) }) }),
                ("none", property with { Cases = [] }),
                ("inputs", property with { InputCount = property.InputCount + 1 }),
            })
            {
                CheckResult result = Check(instance, other);
                Assert.True(result is CheckResult.Invalid { Reason: var reason } && (reason.Contains("VNN-LIB", StringComparison.Ordinal)), $"{what}: {result}");
            }
        });

    [Fact]
    public void A_noted_file_must_be_the_one_given()
    {
        using PropertyInstance instance = PropertyInstance.Random(3);
        using MemoryStream noted = new();
        PropertyCertificate.Write(instance.Outcome, VerificationProperty.FromVnnLib(instance.Property), instance.Sha256, s_file, noted);
        noted.Position = 0;
        CheckResult.Valid same = Assert.IsType<CheckResult.Valid>(PropertyFileChecker.Check(instance.Network, instance.Sha256, instance.Property, s_file, noted));
        Assert.EndsWith("; the property is that of the VNN-LIB file bbbbbbbbbbbb", same.Claim, StringComparison.Ordinal);
        noted.Position = 0;
        CheckResult.Invalid other = Assert.IsType<CheckResult.Invalid>(PropertyFileChecker.Check(instance.Network, instance.Sha256, instance.Property, new string('c', 64), noted));
        Assert.StartsWith("the property is noted as the VNN-LIB file bbbb", other.Reason, StringComparison.Ordinal);
    }

    private static CheckResult Check(PropertyInstance instance, VnnLibProperty property)
    {
        using MemoryStream stream = new(instance.Text);
        return PropertyFileChecker.Check(instance.Network, instance.Sha256, property, s_file, stream);
    }
}
