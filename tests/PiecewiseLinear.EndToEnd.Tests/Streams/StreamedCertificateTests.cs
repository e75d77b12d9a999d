using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests.Streams;

/// <summary>The chunks of a certificate that a grpcio client puts together are a file that <c>plin check</c> accepts, and the same file that <c>plin</c> writes.</summary>
public sealed class StreamedCertificateTests(StreamsService service) : IClassFixture<StreamsService>
{
    [Fact]
    public async Task Chunks_put_together_are_the_certificate_that_the_command_line_writes()
    {
        string model = RepositoryRoot.Combine("models", "golden", "a_2_32x3_1.json"), property = Path.Combine(service.Folder, "square.vnnlib");
        await File.WriteAllTextAsync(
            property,
            "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
            + "(assert (<= X_0 1))(assert (>= X_0 -1))(assert (<= X_1 1))(assert (>= X_1 -1))(assert (<= Y_0 -1.8))");
        ProgramResult client = await ExternalProgram.RunAsync(
            PythonStubs.Python,
            [PythonStubs.Client("streams_client.py"), service.Stubs.Path, service.Process.Address.Authority, model, "certificates", property, service.Folder],
            PythonStubs.Environment);
        Assert.True(client.Status == 0, client.ToString());
        using JsonDocument said = JsonDocument.Parse(client.Output);

        using TemporaryFolder folder = new();
        JsonElement count = await Plin.JsonAsync(0, "count", model, "--box=-1,1", "--facets", "--boundary", "--certificate", folder.File("count"));
        JsonElement verdict = await Plin.JsonAsync(0, "verify", model, property, "--certificate", folder.File("verdict"));
        foreach ((string name, JsonElement shell) in new[] { ("count", count), ("verdict", verdict) })
        {
            JsonElement wire = said.RootElement.GetProperty(name);
            Assert.Equal("EVIDENCE_" + shell.GetProperty("evidence").GetString(), wire.GetProperty("evidence").GetString());
            Assert.Equal(JsonSerializer.Serialize(shell.GetProperty("certified")), JsonSerializer.Serialize(wire.GetProperty("certified")));
            ProgramResult check = await Plin.RunAsync("check", model, Path.Combine(service.Folder, name));
            Assert.True(check.Status == 0, check.ToString());
            Assert.StartsWith("VALID", check.Output, StringComparison.Ordinal);
        }

        string[] points = ["0,0", "-1/2,1/4"];
        for (int k = 0; k < points.Length; k++)
        {
            JsonElement shell = await Plin.JsonAsync(0, "radius", model, $"--point={points[k]}", "--box=-1,1", "--norm", "l2", "--threads", "1", "--certificate", folder.File("radius"));
            JsonElement wire = said.RootElement.GetProperty("radii")[k];
            Assert.Equal("EVIDENCE_CERTIFIED", wire.GetProperty("evidence").GetString());
            Assert.Equal(shell.GetProperty("squared").GetString(), wire.GetProperty("squared").GetProperty("value").GetString());
            Assert.All(wire.GetProperty("bounds").EnumerateArray(), bound => Assert.True(bound.GetDouble() <= shell.GetProperty("upper").GetDouble()));
            Assert.True(wire.GetProperty("ended").GetBoolean());
            ProgramResult check = await Plin.RunAsync("check", model, Path.Combine(service.Folder, $"radius{k}"));
            Assert.True(check.Status == 0, check.ToString());
            Assert.StartsWith("VALID", check.Output, StringComparison.Ordinal);
        }

        Assert.Equal(2, said.RootElement.GetProperty("radii").GetArrayLength());
        Assert.Equal(await File.ReadAllBytesAsync(folder.File("count")), await File.ReadAllBytesAsync(Path.Combine(service.Folder, "count")));
    }
}
