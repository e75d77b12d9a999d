using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Tests.Formats;

public sealed class TextFormatsTests
{
    private const string SmallNNet = """
        // two inputs, one hidden layer
        2,2,1,2,
        2,2,1,
        0
        -1,-1,
        1,1
        0,0.5,7
        1,1,3,
        0.1, -2e-1
        3,4,
        0.5,
        -1
        1,1
        0
        """;

    [Fact]
    public void NNetWeightsAreTheNearestDoublesAndTheNormalizationIsRecorded()
    {
        LoadedNetwork loaded = Parse(SmallNNet, "small.nnet");
        Rational[] point = [1, -3];
        Rational expected = (Rational.FromDouble(0.1) * 1) + (Rational.FromDouble(-0.2) * -3) + Rational.FromDouble(0.5);

        Assert.Equal(expected, Assert.Single(ExactEvaluator.Evaluate(loaded.Network, point)));
        Assert.Equal([0, 0.5, 7], loaded.Report.Normalization!.Means.AsEnumerable());
        Assert.Equal([1, 1, 3], loaded.Report.Normalization.Ranges.AsEnumerable());
        Assert.Contains(loaded.Report.Notes, note => note.Contains("0.1 is the first that is no float64", StringComparison.Ordinal));
        Assert.Contains(loaded.Report.Notes, note => note.Contains("recorded, not applied", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2,2,1,2,", "2,2,1", "line 2: the header (layers, inputs, outputs, largest width): found 3 fields, expected 4")]
    [InlineData("2,2,1,2,", "0,2,1,2", "line 2: field 1 of the header (layers, inputs, outputs, largest width): found '0', expected a whole number of at least 1")]
    [InlineData("2,2,1,2,", "2,3,1,2", "line 3: the widths begin with 2 and end with 1; expected the 3 inputs and 1 outputs of the header")]
    [InlineData("2,2,1,2,", "2000000000,2,1,2", "line 3: the widths of all layers, inputs first: found 3 fields, expected 2000000001")]
    [InlineData("3,4,", "3,4,5", "line 10: weights of layer 0, row 1: found 3 fields, expected 2")]
    [InlineData("3,4,", "3,nan", "line 10: field 2 of weights of layer 0, row 1: found 'nan', expected a finite number")]
    [InlineData("3,4,", "3,1e999", "line 10: field 2 of weights of layer 0, row 1: found '1e999', expected a finite number")]
    [InlineData("-1\n1,1\n0", "-1", "after line 12: the file ends; expected weights of layer 1, row 0")]
    [InlineData("-1\n1,1\n0", "-1\n1,1\n0\n9", "after line 14: found '9', expected the end of the file after the last bias")]
    public void AMalformedNNetFileNamesLineAndField(string original, string replacement, string message)
    {
        string text = SmallNNet.ReplaceLineEndings("\n");
        Assert.Contains(original, text, StringComparison.Ordinal);
        NetworkFormatException refusal = Assert.Throws<NetworkFormatException>(() => Parse(text.Replace(original, replacement, StringComparison.Ordinal), "small.nnet"));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("{", "line 1, byte 2: it is not well-formed JSON")]
    [InlineData("[]", "the file: found [], expected an object")]
    [InlineData("{}", "the file: it has no member \"layers\"")]
    [InlineData("{\"layers\": 3}", "layers of the file: found 3, expected a list")]
    [InlineData("{\"layers\": []}", "layers: the list is empty")]
    [InlineData("{\"layers\": [{\"W\": [[1]]}]}", "layers[0]: it has no member \"b\"")]
    [InlineData("{\"layers\": [{\"W\": [[1]], \"b\": [1, 2]}]}", "layers[0]: W has 1 rows and b has 2 numbers")]
    [InlineData("{\"layers\": [{\"W\": [[1, 2], [3]], \"b\": [1, 2]}]}", "layers[0].W[1]: it has 1 numbers; expected 2")]
    [InlineData("{\"layers\": [{\"W\": [[1], [3]], \"b\": [1, 2]}, {\"W\": [[1]], \"b\": [1]}]}", "layers[1].W[0]: it has 1 numbers; expected 2")]
    [InlineData("{\"layers\": [{\"W\": [[]], \"b\": [1]}]}", "layers[0].W[0]: it has 0 numbers; expected at least one")]
    [InlineData("{\"layers\": [{\"W\": [[1e400]], \"b\": [1]}]}", "layers[0].W[0][0]: found 1e400, expected a finite number")]
    [InlineData("{\"layers\": [{\"W\": [[\"1\"]], \"b\": [1]}]}", "layers[0].W[0][0]: found \"1\", expected a finite number")]
    [InlineData("{\"activation\": \"tanh\", \"layers\": [{\"W\": [[1]], \"b\": [1]}]}", "activation: found \"tanh\", expected \"relu\"")]
    [InlineData("{\"dims\": [2, 1], \"layers\": [{\"W\": [[1]], \"b\": [1]}]}", "dims: found [2, 1], expected the widths of the layers, [1, 1]")]
    public void AMalformedLayersFileNamesThePlace(string text, string message)
        => Assert.Contains(message, Assert.Throws<NetworkFormatException>(() => Parse(text, "net.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void TheFormatIsThatOfTheExtensionOrElseOfTheContent()
    {
        Assert.Equal(NetworkFormat.NNet, Parse(SmallNNet, "upload").Format);
        Assert.Equal(NetworkFormat.Layers, Parse("{\"layers\": [{\"W\": [[1]], \"b\": [1]}]}", "upload").Format);
        Assert.Contains("gzip", Assert.Throws<NetworkFormatException>(() => NetworkFile.Parse(new byte[] { 0x1F, 0x8B, 8, 0 }, "net.onnx")).Message, StringComparison.Ordinal);
    }

    private static LoadedNetwork Parse(string text, string name) => NetworkFile.Parse(Encoding.UTF8.GetBytes(text), name);
}
