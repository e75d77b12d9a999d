using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>A Python program with Debian's grpcio talks to the service; its answers are those of the command line.</summary>
public sealed class PythonClientTests(PythonClientTests.Conversation conversation) : IClassFixture<PythonClientTests.Conversation>
{
    private static readonly string Models = RepositoryRoot.Combine("models");

    private readonly JsonElement _said = conversation.Said;

    [Fact]
    public void The_model_arrives()
    {
        JsonElement model = _said.GetProperty("model");
        Assert.Equal("33d5ede167ed543e16b765e206d35293ff25c3050bde417ecc74e3a52ec7035e", model.GetProperty("sha256").GetString());
        Assert.Equal((64, 10), (model.GetProperty("inputs").GetInt32(), model.GetProperty("outputs").GetInt32()));
        Assert.Equal("[32,32]", Compact(model.GetProperty("hidden_layers")));
    }

    [Fact]
    public async Task The_service_and_the_command_line_give_the_same_answer()
    {
        using TemporaryFolder folder = new();
        JsonElement shell = await Plin.JsonAsync(
            0, "region", Path.Combine(Models, "digits", "digits.onnx"), "--point", "@" + Path.Combine(Models, "digits", "samples", "digit-3.txt"), "--box", "0,1", "--norm", "linf", "--exact", "--certificate", folder.File("c"));
        JsonElement wire = _said.GetProperty("answer");
        JsonElement region = wire.GetProperty("regions")[0];

        foreach (string field in new[] { "sha256", "certified", "signs", "on_walls", "complete" })
        {
            Assert.Equal(Compact(shell.GetProperty(field)), Compact(wire.GetProperty(field)));
        }

        Assert.Equal("EVIDENCE_" + shell.GetProperty("evidence").GetString(), wire.GetProperty("evidence").GetString());
        Assert.Equal(Compact(shell.GetProperty("pattern")), Compact(region.GetProperty("pattern")));
        Assert.Equal(shell.GetProperty("facet_count").GetInt32(), region.GetProperty("facet_count").GetInt32());
        Assert.Equal(
            shell.GetProperty("map").GetProperty("A").EnumerateArray().Select(Compact),
            region.GetProperty("map").GetProperty("a").EnumerateArray().Select(Numbers));
        JsonElement ball = shell.GetProperty("ball"), other = region.GetProperty("ball");
        Assert.Equal(Compact(ball.GetProperty("center")), Numbers(other.GetProperty("center")));
        Assert.Equal($"[{ball.GetProperty("lo").GetRawText()}]", Numbers(other.GetProperty("lower")));
        Assert.Equal($"[{ball.GetProperty("hi").GetRawText()}]", Numbers(other.GetProperty("upper")));
        Assert.Equal(
            shell.GetProperty("facets").EnumerateArray().Select(static facet => Compact(facet.GetProperty("normal"))),
            region.GetProperty("facets").EnumerateArray().Select(static facet => Numbers(facet.GetProperty("normal"))));
        Assert.Equal(await File.ReadAllTextAsync(folder.File("c")), _said.GetProperty("certificate").GetString());
    }

    [Fact]
    public void The_certificate_is_valid_and_the_stream_agrees()
    {
        Assert.True(_said.GetProperty("verdict")[0].GetBoolean(), _said.GetProperty("verdict")[2].GetString());
        JsonElement located = Assert.Single(_said.GetProperty("located").EnumerateArray());
        Assert.Equal(Compact(_said.GetProperty("answer").GetProperty("signs")), Compact(located.GetProperty("signs")));
    }

    [Fact]
    public async Task A_boundary_question_has_the_answer_of_the_command_line()
    {
        JsonElement shell = await Plin.JsonAsync(
            0, "boundary", Path.Combine(Models, "digits", "digits.onnx"), "--point", "@" + Path.Combine(Models, "digits", "samples", "digit-3.txt"), "--box", "0,1", "--max-changed", "3", "--minimize", "changed", "--timeout", "1000000");
        JsonElement wire = _said.GetProperty("boundary");
        Assert.Equal("BOUNDARY_STATUS_FOUND", Text(wire, "status"));
        Assert.Equal("found", Text(shell, "status"));
        Assert.Equal(shell.GetProperty("changed").GetArrayLength(), wire.GetProperty("point").GetProperty("changed").GetArrayLength());
        Assert.Equal(
            Compact(shell.GetProperty("point")),
            "[" + string.Join(',', wire.GetProperty("point").GetProperty("input").EnumerateArray().Select(static x => $"\"{x.GetProperty("value").GetString()}\"")) + "]");
    }

    [Theory]
    [InlineData("wrong_length", "INVALID_ARGUMENT", "INVALID_FIELD", "question.point", "the point has 1 numbers, expected 64, one for each input of the network")]
    [InlineData("not_a_number", "INVALID_ARGUMENT", "INVALID_FIELD", "question.point.doubles.values[0]", "number 0 of the point: 'NaN' is not a number: expected a finite one")]
    public void Refusals_name_the_field(string call, string code, string reason, string field, string message)
    {
        JsonElement refusal = _said.GetProperty(call);
        Assert.Equal((code, message), (Text(refusal, "code"), Text(refusal, "message")));
        Google.Rpc.Status status = Status(refusal);
        Google.Rpc.ErrorInfo info = status.Details[0].Unpack<Google.Rpc.ErrorInfo>();
        Assert.Equal((reason, field, message), (info.Reason, info.Metadata["field"], status.Message));
        Google.Rpc.BadRequest.Types.FieldViolation violation = Assert.Single(status.Details[1].Unpack<Google.Rpc.BadRequest>().FieldViolations);
        Assert.Equal((field, message), (violation.Field, violation.Description));
    }

    [Fact]
    public void An_unknown_model_is_not_found()
    {
        JsonElement refusal = _said.GetProperty("unknown_model");
        Google.Rpc.ErrorInfo info = Assert.Single(Status(refusal).Details).Unpack<Google.Rpc.ErrorInfo>();
        Assert.Equal(("NOT_FOUND", "NO_SUCH_MODEL", "sha256"), (Text(refusal, "code"), info.Reason, info.Metadata["field"]));
    }

    private static Google.Rpc.Status Status(JsonElement refusal) => Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Text(refusal, "status")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    /// <summary>The exact numbers of a Numbers message as the command line writes them.</summary>
    private static string Numbers(JsonElement numbers)
        => "[" + string.Join(',', numbers.GetProperty("exact").EnumerateArray().Select(static x => $"\"{x.GetProperty("value").GetString()}\"")) + "]";

    /// <summary>A service and what the Python program was told by it.</summary>
    public sealed class Conversation : IAsyncLifetime
    {
        private readonly ServiceProcess _service = new();

        public JsonElement Said { get; private set; }

        public async Task InitializeAsync()
        {
            await _service.InitializeAsync();
            using PythonStubs stubs = await PythonStubs.GenerateAsync();
            ProgramResult client = await ExternalProgram.RunAsync(
                PythonStubs.Python, [PythonStubs.Client("digits_client.py"), stubs.Path, _service.Address.Authority, RepositoryRoot.Combine("models")], PythonStubs.Environment);
            Assert.True(client.Status == 0, client.ToString());
            using JsonDocument document = JsonDocument.Parse(client.Output);
            Said = document.RootElement.Clone();
        }

        public Task DisposeAsync() => _service.DisposeAsync();
    }
}
