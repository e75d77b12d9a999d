using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions.Tests.Enumeration;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>Certificates of counts by linear programs are accepted, also on degenerate networks and in 64 dimensions.</summary>
public sealed class ProgramCertificateTests
{
    private const string NoFile = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("c_2_8x2_1", 65)]
    [InlineData("d_3_16x2_1", 1333)]
    [InlineData("g_concurrent", 8)]
    [InlineData("g_dup", 4)]
    [InlineData("g_deadlayer", 5)]
    [InlineData("g_zigzag_2d_k3", 704)]
    public void Golden_counts_are_certified(string name, long regions)
    {
        string path = RepositoryRoot.Combine("models", "golden", name + ".json");
        LoadedNetwork loaded = NetworkFile.Parse(File.ReadAllBytes(path), path);
        Box box = name.Contains("zigzag", StringComparison.Ordinal) ? Box.Cube(2, 0, 1) : Box.Cube(loaded.Network.InputDimension, -1, 1);
        Assert.Equal(regions, Certify(loaded.Network, box, name));
    }

    [Fact]
    public void Counts_of_random_networks_are_certified() => Seeded.Check(120, static random =>
    {
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, random.Next(1, 5));
        Assert.True(Certify(network, box, "random") > 0);
    });

    /// <summary>Seeds of soaks in which elimination in doubles found no clear pivots.</summary>
    [Theory]
    [InlineData(1401)]
    public void Counts_with_nearly_dependent_rows_are_certified(int seed)
    {
        Random random = new(seed);
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, random.Next(1, 5));
        Assert.True(Certify(network, box, $"seed {seed}") > 0);
    }

    [Fact]
    public void A_count_around_a_digit_is_certified()
    {
        LoadedNetwork digits = NetworkFile.Load(RepositoryRoot.Combine("models", "digits", "digits.onnx"));
        Rational[] picture = [.. File.ReadAllText(RepositoryRoot.Combine("models", "digits", "samples", "digit-3.txt"))
            .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Rational.Parse)];
        Rational radius = new(1, 20);
        Box box = new([.. picture.Select(x => x - radius)], [.. picture.Select(x => x + radius)]);
        Assert.True(Certify(digits.Network, box, "digits") > 20);
    }

    /// <summary>Facets and the boundary are counted, but the certificate has no evidence for them and does not pretend to.</summary>
    [Fact]
    public void What_the_certificate_does_not_prove_is_not_named()
    {
        LoadedNetwork loaded = NetworkFile.Load(RepositoryRoot.Combine("models", "golden", "c_2_8x2_1.json"));
        Box box = Box.Cube(2, -1, 1);
        EnumerationQuery query = EnumerationQuery.InBox(loaded.Network, box) with
        {
            Quantities = CountedQuantities.Facets | CountedQuantities.Boundary,
            Engine = EnumerationEngine.LinearPrograms,
        };
        using MemoryStream text = new();
        RegionCount count = CountCertificate.Write(query, box, NoFile, text);
        Assert.Equal((65L, 260L), (count.Regions, count.FacetIncidences!.Value));
        Assert.Equal(["regions", "per_layer", "complete"], CountDescription.CertifiedFields(count));
        text.Position = 0;
        CheckResult.Valid valid = Assert.IsType<CheckResult.Valid>(CertificateChecker.Check(loaded.Network, NoFile, text));
        Assert.DoesNotContain("260", valid.Claim, StringComparison.Ordinal);
    }

    private static long Certify(ReluNetwork network, Box box, string name)
    {
        using MemoryStream text = new(), again = new();
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.None, Engine = EnumerationEngine.LinearPrograms };
        RegionCount count = CountCertificate.Write(query, box, NoFile, text);
        CheckResult result = CertificateChecker.Check(network, NoFile, new MemoryStream(text.ToArray()));
        Assert.True(result is CheckResult.Valid, $"{name}, {count.Regions} regions: {result}");
        CountCertificate.Write(query with { Threads = 2 }, box, NoFile, again);
        Assert.True(text.ToArray().AsSpan().SequenceEqual(again.ToArray()), $"{name}: another text the second time");
        return count.Regions;
    }
}
