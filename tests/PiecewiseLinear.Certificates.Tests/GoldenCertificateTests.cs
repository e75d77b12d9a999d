using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests;

public sealed class GoldenCertificateTests
{
    [Fact]
    public void Both_checkers_accept_the_reference_provers_certificates()
    {
        foreach (IGrouping<string, GoldenQuestions.Question> group in GoldenQuestions.All.GroupBy(static question => question.Network))
        {
            List<(string, byte[])> certificates = [];
            SlowNetwork? network = null;
            foreach (GoldenQuestions.Question question in group)
            {
                (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(question);
                network = domain.Network;
                certificates.Add((question.ToString(), Verdicts.Spell(certificate)));
            }

            IReadOnlyList<string> verdicts = Verdicts.OfBoth(network!, certificates);
            Assert.All(verdicts.Zip(certificates), static pair => Assert.True(Verdicts.Kind(pair.First) == "VALID", $"{pair.Second.Item1}: {pair.First}"));
        }
    }

    [Theory]
    [MemberData(nameof(GoldenQuestions.Indices), MemberType = typeof(GoldenQuestions))]
    public void The_tree_lists_the_regions_that_brute_force_over_phases_finds(int index)
    {
        (SlowDomain domain, PointRegionsCertificate certificate) = GoldenQuestions.Answer(GoldenQuestions.All[index]);
        IReadOnlyList<string[]> expected = IncidentRegions.Of(domain, certificate.Point);
        Assert.Equal(expected.Select(static pattern => string.Join(' ', pattern)), certificate.Regions.Select(static region => string.Join(' ', region.Pattern.ToLayerStrings())));
    }

    [Theory]
    [MemberData(nameof(GoldenQuestions.Indices), MemberType = typeof(GoldenQuestions))]
    public void What_is_read_is_written_again_byte_for_byte(int index)
    {
        byte[] text = Verdicts.Spell(GoldenQuestions.Answer(GoldenQuestions.All[index]).Certificate);
        PointRegionsCertificate read = CertificateReader.Read(new MemoryStream(text));
        Assert.Equal(text, Verdicts.Spell(read));
    }
}
