using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Networks in which the value of a ReLU layer is an output, or the pre-activation of another layer, without an affine node in between.</summary>
public sealed class ReluOfReluTests
{
    /// <summary>f(x) = relu(x) on [−1, 1]: tied where x ≤ 0, where x would be negative but the output is 0.</summary>
    [Theory]
    [InlineData("t", "w0<1:0;", 1, "VALID")]
    [InlineData("w1<0:0;", "w0<1:0;", 0, "INVALID")]
    [InlineData("w1<0:0;", "w0<1:0;", 1, "INVALID")]
    [InlineData("t", "t0<1:0;", 2, "INVALID")]
    public void An_output_behind_a_relu_is_zero_where_its_neuron_is_inactive(string left, string right, int tied, string verdict)
    {
        string[] leaves = [$$"""{"steps":"/","leaf":"-1p-1","decision":"{{left}}"}""", $$"""{"steps":"","leaf":"1p-1","decision":"{{right}}"}"""];
        Check(Network(1), decisions: true, leaves, $$""" "regions":"2","per_layer":["2"],"facet_incidences":null,"neighbor_pairs":null,"crossed_by_boundary":"0","tied_regions":"{{tied}}"} """, verdict);
    }

    /// <summary>f(x) = relu(relu(x)): on x ≤ 0 the second layer vanishes, on x ≥ 0 it is active without a wall inside.</summary>
    [Theory]
    [InlineData("/", "0+0;", "VALID")]
    [InlineData("/0-0;", "0+0;", "INVALID")]
    [InlineData("/0-0;", "0-;", "INVALID")]
    public void A_layer_behind_a_relu_vanishes_where_its_neuron_is_inactive(string left, string right, string verdict)
    {
        string[] leaves = [$$"""{"steps":"{{left}}","leaf":"-1p-1"}""", $$"""{"steps":"{{right}}","leaf":"1p-1"}"""];
        Check(Network(2), decisions: false, leaves, """ "regions":"2","per_layer":["2","2"],"facet_incidences":null,"neighbor_pairs":null,"crossed_by_boundary":null,"tied_regions":null} """, verdict);
    }

    private static void Check(byte[] model, bool decisions, string[] leaves, string totals, string verdict)
    {
        LoadedNetwork loaded = NetworkFile.Parse(model, "model.onnx");
        string header = $$"""{"format":"piecewiselinear-certificate","version":"2","network":"{{loaded.Sha256}}","kind":"region-count","box":[["-1","1"]],"facets":false,"decisions":{{(decisions ? "true" : "false")}}}""";
        byte[] text = CertificateText.Seal([header, .. leaves, "{\"complete\":true," + totals.Trim()]);
        string path = Path.Combine(Path.GetTempPath(), $"plin-relu-{Guid.NewGuid():N}.onnx");
        try
        {
            File.WriteAllBytes(path, model);
            string ours = CertificateChecker.Check(model, "model.onnx", new MemoryStream(text)) switch
            {
                CheckResult.Valid valid => "VALID " + valid.Claim,
                CheckResult.Invalid invalid => "INVALID " + invalid.Reason,
                var other => $"{other}",
            };
            string python = PythonChecker.Check(path, [text])[0];
            Assert.True((verdict, verdict) == (Verdicts.Kind(ours), Verdicts.Kind(python)), $"expected {verdict}\n  ours:   {ours}\n  python: {python}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>So many ReLU layers, one directly behind the other, over the input x.</summary>
    private static byte[] Network(int layers)
    {
        ImmutableArray<NetworkNode> nodes = [new InputNode(1, "x"), .. Enumerable.Range(0, layers).Select(static l => new ReluNode(1, $"relu {l}", l, l))];
        return NetworkWriter.ToOnnx(new ReluNetwork(nodes, layers));
    }
}
