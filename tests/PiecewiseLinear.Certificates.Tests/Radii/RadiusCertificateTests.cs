using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Radii of small random graphs in three norms, to three goals, with and without a box, a target and a limit of changes: exact, stopped early, zero, none. Both checkers accept the true claims.</summary>
public sealed class RadiusCertificateTests
{
    [Fact]
    public void Both_checkers_accept_true_radii()
    {
        List<(string Model, byte[] Text)> all = [];
        List<RadiusInstance> instances = [];
        int few = 0;
        Seeded.Check(90, random =>
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

            if (instance.FewestChanges(random) is { } fewest)
            {
                few++;
                texts.Add(fewest);
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
        Assert.All(Enum.GetValues<RadiusGoal>(), goal => Assert.All(new[] { false, true }, limited
            => Assert.True(instances.Count(instance => instance.Claim.Goal == goal && instance.Claim.Changes is not null == limited && instance.Claim.NeedsTree) > 1, $"{goal}, limited: {limited}")));
        Assert.True(few > 5, $"{few} are too few claims of fewest changes");
        Assert.True(all.Count(static certificate => System.Text.Encoding.ASCII.GetString(certificate.Text) is var text && text.Contains('#', StringComparison.Ordinal) && (text.Contains("/0:", StringComparison.Ordinal) || text.Contains("/1:", StringComparison.Ordinal))) > 2, "too few trees that decide and split inputs");
        instances.ForEach(static instance => instance.Model.Dispose());
    }
}
