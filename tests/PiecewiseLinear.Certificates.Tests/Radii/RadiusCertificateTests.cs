using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Radii of small random graphs in three norms, with and without a box and a target: exact, stopped early, zero, none. Both checkers accept the true claims.</summary>
public sealed class RadiusCertificateTests
{
    [Fact]
    public void Both_checkers_accept_true_radii()
    {
        List<(string Model, byte[] Text)> all = [];
        List<RadiusInstance> instances = [];
        Seeded.Check(60, random =>
        {
            RadiusInstance instance = RadiusInstance.Random(random);
            instances.Add(instance);
            List<byte[]> texts = [instance.Text];
            if (instance.Claim is { Lower: { Sign: > 0 } exact } claim)
            {
                // What a run that was stopped knows: less, and maybe no witness.
                RadiusClaim stopped = claim with { Lower = exact * new Rational(random.Next(1, 8), 8) };
                texts.Add(RadiusInstance.Certificate(instance.Model, stopped, random)!);
                texts.Add(RadiusInstance.Certificate(instance.Model, stopped with { Upper = null, Witness = null }, random)!);
                texts.Add(RadiusInstance.Certificate(instance.Model, claim with { Lower = 0 }, random)!);
            }

            foreach (byte[] text in texts)
            {
                Assert.True(instance.Model.Ours(text).StartsWith("VALID ", StringComparison.Ordinal), $"{instance.Model.Ours(text)}\n{System.Text.Encoding.ASCII.GetString(text)}");
                Assert.True(instance.IsTrue(text));
                all.Add((instance.Model.Path, text));
            }
        });
        IReadOnlyList<string> verdicts = PythonChecker.Check(all);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.True(verdicts[i].StartsWith("VALID ", StringComparison.Ordinal), $"{verdicts[i]}\n{System.Text.Encoding.ASCII.GetString(all[i].Text)}");
        }

        Assert.All(new[] { VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf }, norm => Assert.True(instances.Count(instance => instance.Claim.Norm == norm && instance.Claim.Lower is { Sign: > 0 }) > 3, norm.ToString()));
        Assert.Contains(instances, static instance => instance.Claim is { None: true, Box: null });
        Assert.Contains(instances, static instance => instance.Claim is { None: true, Box: not null });
        Assert.Contains(instances, static instance => instance.Claim.Upper is { IsZero: true });
        instances.ForEach(static instance => instance.Model.Dispose());
    }
}
