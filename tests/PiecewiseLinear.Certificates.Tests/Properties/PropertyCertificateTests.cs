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
        List<PropertyInstance> instances = [];
        Seeded.Check(150, random =>
        {
            PropertyInstance instance = PropertyInstance.Random(random.Next());
            instances.Add(instance);
            Assert.StartsWith("VALID ", instance.Model.Ours(instance.Text), StringComparison.Ordinal);
            Assert.True(instance.IsTrue(instance.Text));
            _ = instance.Outcome.Witness is null ? holds++ : violated++;
        });
        IReadOnlyList<string> verdicts = PythonChecker.Check([.. instances.Select(static instance => (instance.Model.Path, instance.Text))]);
        Assert.All(verdicts, static verdict => Assert.StartsWith("VALID ", verdict, StringComparison.Ordinal));
        instances.ForEach(static instance => instance.Dispose());
        Assert.True(Math.Min(holds, violated) > 20, $"{holds} hold, {violated} are violated");
    }
}
