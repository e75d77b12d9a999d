using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>
/// The importer here and the Python checker's own readers lower every bundled model to the same inequalities: at random points the largest
/// linf ball around the point that the rows allow is accepted by both, and one that is larger by 2⁻⁴⁰⁰ by neither.
/// </summary>
public sealed class ImportAgreementTests
{
    private const int Seed = 7;

    public static IEnumerable<object[]> Models
        => Directory.EnumerateFiles(RepositoryRoot.Combine("models"), "*.onnx", SearchOption.AllDirectories).Concat(BenchNetworks())
            .Order(StringComparer.Ordinal).Select(static path => new object[] { path });

    [Theory]
    [MemberData(nameof(Models))]
    public void Both_readers_lower_a_model_to_the_same_rows(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        LoadedNetwork loaded = NetworkFile.Parse(bytes, Path.GetFileName(path));
        Random random = new(Seed);
        List<byte[]> texts = [];
        for (int k = 0; k < 3; k++)
        {
            texts.AddRange(TightCertificates(loaded, random));
        }

        string[] ours = [.. texts.Select(text => Kind(CertificateChecker.Check(bytes, Path.GetFileName(path), new MemoryStream(text))))];
        IReadOnlyList<string> python = PythonChecker.Check(path, texts);
        Assert.Equal(texts.Select(static (_, i) => i % 2 == 0 ? "VALID" : "INVALID"), ours);
        Assert.All(ours.Zip(python), pair => Assert.True(Verdicts.Kind(pair.Second) == pair.First, $"{path}: ours {pair.First}, python {pair.Second}"));
    }

    private static IEnumerable<string> BenchNetworks()
        => new[] { "acasxu/onnx/ACASXU_run2a_1_1_batch_2000.onnx", "acasxu/nnet/ACASXU_experimental_v2a_1_1.nnet", "test/test_small.onnx", "test/test_nano.onnx" }
            .Select(static name => BenchData.TryFile(name)).OfType<string>();

    /// <summary>The exact ball around a random point, and one that is too large.</summary>
    private static IEnumerable<byte[]> TightCertificates(LoadedNetwork loaded, Random random)
    {
        ReluNetwork network = loaded.Network;
        ImmutableArray<Rational> point = [.. Enumerable.Range(0, network.InputDimension).Select(_ => new Rational(random.Next(-9999, 9999), 10007))];
        Box box = Box.Cube(network.InputDimension, -1, 1);
        IntegerNetwork integers = new(network);
        Domain domain = new(network.InputDimension, box);
        ActivationPattern pattern = ActivationPattern.Parse(PointSigns.At(integers, point, CancellationToken.None)
            .Select(static layer => string.Concat(layer.Select(static sign => sign > 0 ? '1' : '0'))));
        IntegerPoint at = domain.FreeCoordinates(point);
        Rational radius = RegionRows.Compose(integers, domain, pattern, CancellationToken.None).All.Where(static row => !row.Row.IsConstant)
            .Select(row => new Rational(row.Row.ScaledSlack(at), at.Denominator * row.Row.Normal.Aggregate(System.Numerics.BigInteger.Zero, static (sum, a) => sum + System.Numerics.BigInteger.Abs(a))))
            .Min();
        Rational more = radius + new Rational(1, System.Numerics.BigInteger.One << 400);
        foreach (Rational lower in new[] { radius, more })
        {
            BallEvidence ball = new(VectorNorm.LInf, point, lower, 1, [new WeightedRow(RowReference.OfBox(0, BoxSide.Lower), 1), new WeightedRow(RowReference.OfBox(0, BoxSide.Upper), 1)], Ray: null);
            yield return Verdicts.Spell(new PointRegionsCertificate
            {
                NetworkSha256 = loaded.Sha256,
                Point = point,
                Box = box,
                Signs = pattern.ToLayerStrings(),
                Complete = true,
                Splits = [],
                Regions = [new RegionEvidence(pattern, point, Facets: null, Redundant: null, ball)],
            });
        }
    }

    private static string Kind(CheckResult result)
        => result switch
        {
            CheckResult.Valid => "VALID",
            CheckResult.Invalid => "INVALID",
            _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"unknown verdict {result}")),
        };
}
