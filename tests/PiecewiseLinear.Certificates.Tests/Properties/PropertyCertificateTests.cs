using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Properties;

/// <summary>Small random networks and properties, a third of them degenerate: search, certificate, both checkers.</summary>
public sealed class PropertyCertificateTests
{
    [Fact]
    public void Both_checkers_accept_what_the_search_certifies()
    {
        int holds = 0, violated = 0;
        Seeded.Check(150, random =>
        {
            using PropertyInstance instance = PropertyInstance.Random(random.Next());
            IReadOnlyList<string> verdicts = instance.OfBoth([("as written", instance.Text)]);
            Assert.StartsWith("VALID ", verdicts[0], StringComparison.Ordinal);
            Assert.True(instance.IsTrue(instance.Text));
            _ = instance.Outcome.Witness is null ? holds++ : violated++;
        });
        Assert.True(Math.Min(holds, violated) > 20, $"{holds} hold, {violated} are violated");
    }
}
