using System.Text.Json;
using PiecewiseLinear.TestKit.HostileFiles;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>Numbers beside the model: only with --external-data; a certificate is about the file that <c>plin pack</c> writes.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_the_option_it_is_refused_and_named()
    {
        ProgramResult result = await Plin.RunAsync("info", Model("data.bin"));

        Assert.Equal(2, result.Status);
        Assert.Contains("outside this file, in 'data.bin'", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--external-data", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_about_the_packed_file()
    {
        string model = Model("data.bin"), packed = _folder.File("packed.onnx"), certificate = _folder.File("c.jsonl");
        JsonElement region = await Plin.JsonAsync(0, "region", model, "--external-data", "--point", "1,2", "--box=-3,3", "--certificate", certificate);
        JsonElement written = await Plin.JsonAsync(0, "pack", model, "--external-data", "--out", packed);

        Assert.Equal(region.GetProperty("sha256").GetString(), written.GetProperty("sha256").GetString());
        Assert.StartsWith("VALID", (await Plin.RunAsync("check", packed, certificate)).Output, StringComparison.Ordinal);
        Assert.StartsWith("VALID", (await Plin.RunAsync("check", model, certificate, "--external-data")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Plin.RunAsync("check", model, certificate)).Status);
    }

    [Fact]
    public async Task A_file_of_another_folder_is_refused()
    {
        ProgramResult result = await Plin.RunAsync("info", Model("../data.bin"), "--external-data");

        Assert.Equal(2, result.Status);
        Assert.Contains("expected the name of a file in the model's own folder", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>y = relu(x·W) with W = [[1, −2], [0.5, 3]] in another file.</summary>
    private string Model(string location)
    {
        double[] weights = [1, -2, 0.5, 3];
        File.WriteAllBytes(_folder.File("data.bin"), [.. weights.SelectMany(BitConverter.GetBytes)]);
        OnnxBytes graph = new(1, 2);
        graph.Graph.Message(5, new WireBytes().Packed(1, [2, 2]).Number(2, 11).Text(8, "w").Number(14, 1).Message(13, new WireBytes().Text(1, "location").Text(2, location)));
        File.WriteAllBytes(_folder.File("m.onnx"), graph.Node("MatMul", "x w", "h").Node("Relu", "h", "y").ToArray());
        return _folder.File("m.onnx");
    }
}
