using System.Globalization;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>
/// Every field of every kind of line is changed, the seal recomputed: both checkers reject the mutant with a reason, or a brute-force oracle shows
/// that its claim is still true, while the second checker confirms that its evidence still suffices. SOAK_MINUTES lifts the cap on mutants.
/// </summary>
public sealed class MutationTests
{
    private const int Seed = 20251122;

    private static int Cap => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 } ? int.MaxValue : 400;

    [Theory]
    [MemberData(nameof(GoldenQuestions.Indices), MemberType = typeof(GoldenQuestions))]
    public void Every_mutant_is_rejected_or_still_true(int index)
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[index]);
        (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(Verdicts.Spell(certificate))];
        if (mutants.Length > Cap)
        {
            new Random(Seed + index).Shuffle(mutants);
            mutants = mutants[..Cap];
        }

        IReadOnlyList<string> verdicts = Verdicts.OfBoth(domain.Network, mutants);
        for (int i = 0; i < mutants.Length; i++)
        {
            if (Verdicts.Kind(verdicts[i]) == "VALID")
            {
                string? reason = ClaimOracle.WhyFalse(domain.Network, CertificateReader.Read(new MemoryStream(mutants[i].Text)));
                Assert.True(reason is null, string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, question {index}, {mutants[i].Name}: accepted, but {reason}"));
            }
            else
            {
                Assert.True(verdicts[i].Length > "INVALID ".Length, $"{mutants[i].Name}: rejected without a reason");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    public void Every_change_of_the_seal_is_rejected(int index)
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[index]);
        (string Name, byte[] Text)[] mutants = [.. CertificateMutations.OfTheSeal(Verdicts.Spell(certificate))];
        IReadOnlyList<string> verdicts = Verdicts.OfBoth(domain.Network, mutants);
        Assert.All(mutants.Zip(verdicts), static pair => Assert.True(Verdicts.Kind(pair.Second) != "VALID", $"{pair.First.Name}: {pair.Second}"));
    }

    [Fact]
    public void Mutations_reach_every_field_of_every_kind_of_line()
    {
        HashSet<string> fields = [];
        foreach (int index in new[] { 0, 1, 4, 5, 8, 11 })
        {
            byte[] text = Verdicts.Spell(GoldenQuestions.Answer(GoldenQuestions.All[index]).Certificate);
            foreach (string line in CertificateText.BodyOf(text))
            {
                string kind = line.Split('"')[1];
                fields.UnionWith(LineMutations.Of(line).Where(static mutant => mutant.Name.StartsWith('/')).Select(mutant => $"{kind} {mutant.Name.Split('/', ':')[1]}"));
            }
        }

        string[] expected =
        [
            .. "format version network kind point box signs complete splits regions".Split(' ').Select(static field => $"format {field}"),
            .. "split sides refutation".Split(' ').Select(static field => $"split {field}"),
            .. "region interior facets redundant ball".Split(' ').Select(static field => $"region {field}"),
            .. "facet also unit step".Split(' ').Select(static field => $"facet {field}"),
            .. "redundant multipliers".Split(' ').Select(static field => $"redundant {field}"),
            .. "ball center lower upper multipliers ray".Split(' ').Select(static field => $"ball {field}"),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
    }
}
