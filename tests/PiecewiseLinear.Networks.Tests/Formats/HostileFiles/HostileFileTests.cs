using System.Globalization;
using PiecewiseLinear.Networks.Formats.Onnx;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.TestKit.HostileFiles;

namespace PiecewiseLinear.Networks.Tests.Formats.HostileFiles;

/// <summary>
/// Every hostile file is read or refused with its problems, and its cost is bounded by its size before it is paid: allocated bytes are
/// counted, not time, so that the test says the same everywhere. How long it takes is measured by the benchmark hostile-files.
/// </summary>
public sealed class HostileFileTests
{
    /// <summary>What reading may allocate: 64 MB, and ten thousand bytes for each byte of the file.</summary>
    private const long FreeBytes = 64_000_000, BytesPerByte = 10_000;

    /// <summary>Mutants of each small file, and ten times as many as of the large one; SOAK_MINUTES=n makes it n times as many.</summary>
    private static int Mutants(HostileFile whole)
        => (int)((whole.Bytes.Length < 4000 ? 10_000 : 1_000)
            * (double.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? Math.Max(1, minutes) : 1));

    [Fact]
    public void EveryHostileFileIsReadOrRefusedAtABoundedCost()
    {
        int refused = 0;
        foreach (HostileFile file in HostileFile.Made())
        {
            refused += IsRead(file) ? 0 : 1;
        }

        Assert.InRange(refused, 100, int.MaxValue);
    }

    [Fact]
    public void EveryMutantIsReadOrRefusedAtABoundedCost()
    {
        int read = 0, all = 0;
        foreach (HostileFile whole in DamagedModels.Whole)
        {
            Assert.True(IsRead(whole), $"{whole} is good");
            for (int seed = 0; seed < Mutants(whole); seed++, all++)
            {
                read += IsRead(DamagedModels.Mutant(whole, seed)) ? 1 : 0;
            }
        }

        Assert.InRange(read, all / 40, all * 9 / 10);
    }

    [Fact]
    public void EveryPrefixIsReadOrRefused()
    {
        foreach (HostileFile whole in DamagedModels.Whole.Where(static file => file.Bytes.Length < 4000))
        {
            for (int length = 0; length < whole.Bytes.Length; length++)
            {
                IsRead(whole with { Name = $"{whole.Name}, cut to {length} bytes", Bytes = whole.Bytes[..length] });
            }
        }
    }

    [Fact]
    public void StepsAreCountedBeforeTheyAreMade()
    {
        foreach (HostileFile file in HostileFile.Made().Where(static file => file.Extension == ".onnx"))
        {
            WorkBudget work = new(file.Bytes.Length);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                OnnxReader.Read(file.Bytes, "hostile.onnx", work);
            }
            catch (NetworkFormatException)
            {
                // refused, as most are
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(work.Spent, 0, work.Allowed);
            Assert.True(allocated <= 2_000_000 + (100L * (work.Spent + file.Bytes.Length)), $"{file}: {allocated} bytes were allocated in {work.Spent} steps");
        }
    }

    [Theory]
    [InlineData("60 doublings of Concat", "steps (numbers made or moved)", "in all for a file of")]
    [InlineData("Expand to 2^40", "operator Expand", "steps (numbers made or moved)")]
    [InlineData("Range over all integers", "steps (numbers made or moved)")]
    [InlineData("input of 2^24", "input 'x'", "steps (numbers made or moved)")]
    [InlineData("a cycle", "topological order")]
    [InlineData("two nodes of one name", "already the name of another tensor")]
    [InlineData("two tensors of one name", "the name is given to two tensors")]
    [InlineData("a dangling input", "'nobody', which is no input")]
    [InlineData("2^31 × 2^31 inputs", "dimension 0 is 2147483648")]
    [InlineData("weights of 2^31 × 2^31", "one of its dimensions is 2147483648")]
    [InlineData("a kilobyte that claims 10^9 numbers", "holds 100 numbers", "[8,125000000]")]
    [InlineData("a field longer than the file", "goes beyond its end")]
    [InlineData("200,000 empty tensors", "more than 65536 messages")]
    [InlineData("weights of NaN", "expected finite numbers")]
    [InlineData("transposition of 10,000 axes", "10000 axes; expected at most 32")]
    [InlineData("a name that is half a character", "half of a character")]
    public void TheRefusalNamesThePlaceAndTheLimit(string name, params string[] parts)
    {
        HostileFile file = HostileFile.Made().First(file => file.Name == name);
        NetworkFormatException refusal = Assert.Throws<NetworkFormatException>(() => NetworkFile.Parse(file.Bytes, "hostile" + file.Extension));
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        Assert.InRange(refusal.Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData("weights of 1E+308")]
    [InlineData("weights of 5E-324")]
    [InlineData("factors of 1E-310")]
    public void ExtremeNumbersAreReadExactly(string name)
    {
        HostileFile file = HostileFile.Made().First(file => file.Name == name);
        ReluNetwork network = NetworkFile.Parse(file.Bytes, "hostile.onnx").Network;
        double weight = double.Parse(name.Split(' ')[^1], CultureInfo.InvariantCulture);
        double[][] stored = [.. network.Nodes.OfType<AffineNode>().SelectMany(static node => node.Terms).Select(static term => OperatorRows.Weights(term.Operator).ToArray())];
        Assert.All(stored, weights => Assert.All(weights, value => Assert.Equal(weight, value)));
        Assert.NotEmpty(stored);
    }

    private static bool IsRead(HostileFile file)
    {
        bool read = false;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read = NetworkFile.Parse(file.Bytes, "hostile" + file.Extension).Network.OutputDimension > 0;
        }
        catch (NetworkFormatException refusal)
        {
            Assert.NotEmpty(refusal.Problems);
        }
        catch (Exception unexpected)
        {
            Assert.Fail($"{file}: {unexpected}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= FreeBytes + (BytesPerByte * file.Bytes.Length), $"{file}: {allocated} bytes were allocated");
        return read;
    }
}
