using System.Globalization;
using System.Text.Json;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>The certificates that the engine writes are accepted, whatever the network, the threads and the budget.</summary>
public sealed class CountCertificateTests
{
    private const int Seed = 20261124;
    private const string NoFile = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>What a certificate can say: the regions alone, their facets, how the decision boundary meets them.</summary>
    private static readonly CountedQuantities[] Extents =
        [CountedQuantities.None, CountedQuantities.Facets, CountedQuantities.Boundary, CountedQuantities.Facets | CountedQuantities.Boundary];

    private static int Networks => int.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), CultureInfo.InvariantCulture, out int minutes) ? 1000 * minutes : 150;

    [Theory]
    [InlineData("a_2_32x3_1", 2788)]
    [InlineData("c_2_8x2_1", 65)]
    [InlineData("d_3_16x2_1", 1333)]
    [InlineData("e_5_10x2_1", 7291)]
    [InlineData("g_concurrent", 8)]
    [InlineData("g_dup", 4)]
    [InlineData("g_deadlayer", 5)]
    [InlineData("g_trap_absx", 8)]
    [InlineData("g_zigzag_2d_k3", 704)]
    public void Golden_counts_are_certified(string name, int regions)
    {
        string path = RepositoryRoot.Combine("models", "golden", name + ".json");
        LoadedNetwork loaded = NetworkFile.Parse(File.ReadAllBytes(path), path);
        Box box = name.Contains("zigzag", StringComparison.Ordinal) ? Box.Cube(2, 0, 1) : name is "g_trap_absx" or "g_seed1_demo" ? Box.Cube(2, -2, 2) : Box.Cube(loaded.Network.InputDimension, -1, 1);
        foreach (CountedQuantities extent in Extents)
        {
            byte[] one = Certify(loaded.Network, box, extent, 1, out RegionCount count);
            Assert.Equal((regions, true), ((int)count.Regions, count.Complete));
            AssertValid(loaded.Network, one, $"{name}, {extent}");
            Assert.Equal(one, Certify(loaded.Network, box, extent, 2, out _));
        }
    }

    [Fact]
    public void Counts_of_random_degenerate_networks_are_certified()
    {
        for (int n = 0; n < Networks; n++)
        {
            Random random = new(Seed + n);
            int inputs = random.Next(1, 5);
            int[] widths = [inputs, .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(2, inputs > 2 ? 6 : 9)), random.Next(1, 5)];
            ReluNetwork network = Random(random, widths, n % 3 == 0);
            Box box = random.Next(3) == 0 ? Box.Cube(inputs, -1, 1) : RandomBox(random, inputs);
            CountedQuantities extent = Extents[random.Next(Extents.Length)];
            byte[] one = Certify(network, box, extent, 1, out RegionCount count);
            AssertValid(network, one, $"seed {Seed + n}, {extent}, {count.Regions} regions");
            Assert.True(one.AsSpan().SequenceEqual(Certify(network, box, extent, 2, out _)), $"seed {Seed + n}, {extent}: other bytes from two threads");
        }
    }

    /// <summary>A polygon of 90 walls touches more constraints than the engine's first kind of set holds, so that it goes on with a larger one on the way.</summary>
    [Fact]
    public void Cells_with_many_facets_are_certified()
    {
        const int Walls = 90;
        double[] weights = [.. Enumerable.Range(0, Walls).SelectMany(static i => new[] { Math.Cos(2 * Math.PI * i / Walls), Math.Sin(2 * Math.PI * i / Walls) })];
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(Walls, 2, [.. weights]), [.. Enumerable.Repeat(-0.75, Walls)]),
            new AffineLayer(new DenseOperator(1, Walls, [.. Enumerable.Repeat(1d, Walls)]), [0]),
        ]);
        Box box = Box.Cube(2, -1, 1);
        byte[] one = Certify(network, box, Extents[^1], 1, out RegionCount count);
        Assert.True(count.Regions > Walls);
        AssertValid(network, one, "polygon");
        Assert.Equal(one, Certify(network, box, Extents[^1], 2, out _));
    }

    [Fact]
    public void A_count_that_its_budget_ended_is_certified_as_a_lower_bound()
    {
        string path = RepositoryRoot.Combine("models", "golden", "e_5_10x2_1.json");
        LoadedNetwork loaded = NetworkFile.Parse(File.ReadAllBytes(path), path);
        Box box = Box.Cube(5, -1, 1);
        foreach (int limit in new[] { 1, 2, 17, 3000, 7290, 7291 })
        {
            using MemoryStream text = new();
            RegionCount count = CountCertificate.Write(
                EnumerationQuery.InBox(loaded.Network, box) with { Quantities = Extents[limit % Extents.Length], Budget = EnumerationBudget.Unlimited with { MaxRegions = limit }, Threads = 1 }, box, NoFile, text);
            text.Position = 0;
            CheckResult result = CertificateChecker.Check(loaded.Network, NoFile, text);
            Assert.True(result is CheckResult.Valid valid && valid.Claim.Contains(count.Complete ? "exactly" : "at least", StringComparison.Ordinal), $"limit {limit}: {result}");
            Assert.Equal(limit, count.Regions);
        }
    }

    /// <summary>What is called certified are the numbers that the last line of the certificate claims.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void The_certified_fields_are_those_of_the_certificate(int? limit)
    {
        string path = RepositoryRoot.Combine("models", "golden", "c_2_8x2_1.json");
        LoadedNetwork loaded = NetworkFile.Parse(File.ReadAllBytes(path), path);
        Box box = Box.Cube(2, -1, 1);
        foreach (CountedQuantities extent in Extents)
        {
            EnumerationQuery query = EnumerationQuery.InBox(loaded.Network, box) with { Quantities = extent, Budget = EnumerationBudget.Unlimited with { MaxRegions = limit }, Threads = 1 };
            using MemoryStream text = new();
            RegionCount count = CountCertificate.Write(query, box, NoFile, text);
            using JsonDocument claims = JsonDocument.Parse(System.Text.Encoding.ASCII.GetString(text.ToArray()).Split('\n')[^3]);
            string[] claimed = [.. claims.RootElement.EnumerateObject().Where(static claim => claim.Value.ValueKind != JsonValueKind.Null).Select(static claim => claim.Name)];
            Assert.Equal(limit is null ? claimed.Order() : claimed.Except(["complete", "per_layer"]).Order(), CountDescription.CertifiedFields(count).Order());
        }
    }

    [Fact]
    public void A_query_about_another_box_is_refused()
    {
        string path = RepositoryRoot.Combine("models", "golden", "g_dup.json");
        LoadedNetwork loaded = NetworkFile.Parse(File.ReadAllBytes(path), path);
        EnumerationQuery query = EnumerationQuery.InBox(loaded.Network, Box.Cube(2, -1, 1));
        Assert.Throws<ArgumentException>(() => CountCertificate.Write(query, Box.Cube(2, -1, 2), NoFile, Stream.Null));
        Assert.Throws<ArgumentException>(() => CountCertificate.Write(query with { ResumeToken = "e1" }, Box.Cube(2, -1, 1), NoFile, Stream.Null));
    }

    private static byte[] Certify(ReluNetwork network, Box box, CountedQuantities extent, int threads, out RegionCount count)
    {
        using MemoryStream text = new();
        count = CountCertificate.Write(EnumerationQuery.InBox(network, box) with { Threads = threads, Quantities = extent }, box, NoFile, text);
        return text.ToArray();
    }

    private static void AssertValid(ReluNetwork network, byte[] text, string name)
    {
        using MemoryStream stream = new(text);
        CheckResult result = CertificateChecker.Check(network, NoFile, stream);
        Assert.True(result is CheckResult.Valid, $"{name}: {result}");
    }

    private static ReluNetwork Random(Random random, int[] widths, bool small)
    {
        List<AffineLayer> layers = [];
        for (int l = 1; l < widths.Length; l++)
        {
            double[] weights = [.. Enumerable.Range(0, widths[l] * widths[l - 1]).Select(_ => small ? random.Next(-2, 3) : Math.ScaleB(random.Next(-1 << 20, 1 << 20), -20))];
            double[] bias = [.. Enumerable.Range(0, widths[l]).Select(_ => small ? random.Next(-2, 3) / 2d : Math.ScaleB(random.Next(-1 << 19, 1 << 19), -20))];
            for (int i = 1; i < widths[l] && random.Next(3) == 0; i++)
            {
                double factor = random.Next(2) == 0 ? 2 : -1;
                for (int j = 0; j < widths[l - 1]; j++)
                {
                    weights[(i * widths[l - 1]) + j] = factor * weights[j];
                }

                bias[i] = factor * bias[0];
            }

            layers.Add(new AffineLayer(new DenseOperator(widths[l], widths[l - 1], [.. weights]), [.. bias]));
        }

        return ReluNetwork.FromLayers(layers);
    }

    private static Box RandomBox(Random random, int inputs)
    {
        Rational[] lower = [.. Enumerable.Range(0, inputs).Select(_ => new Rational(random.Next(-9, 5), random.Next(2) == 0 ? 3 : 4))];
        return new Box([.. lower], [.. lower.Select(end => random.Next(6) == 0 ? end : end + new Rational(random.Next(1, 40), random.Next(2) == 0 ? 7 : 8))]);
    }
}
