using System.Text.Json;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>What a page in a browser must see, in each protocol it may speak; requests of one message only, since fetch cannot send streams.</summary>
public abstract class ConnectFacts(ClientRun run) : WebClientFacts(run)
{
    private readonly ClientRun _run = run;

    [Fact]
    public void Stream_that_fails_at_once_has_a_status()
    {
        Assert.Empty(Texts("stream_refused_without_a_message"));
        Assert.Equal(("FAILED_PRECONDITION", "failed in the stream"), Error("stream_refused_without_a_message"));
        Assert.Equal("0", Text("stream_refused_without_a_message", "after"));
    }

    [Fact]
    public void Trailers_of_a_failing_stream_arrive() => Assert.Equal("2", Text("server_stream_that_fails", "after"));

    [Fact]
    public void Deadline_may_pass_in_the_middle_of_a_stream()
    {
        Assert.True(_run.Result("deadline_in_a_stream").GetProperty("some").GetBoolean());
        Assert.Equal("DEADLINE_EXCEEDED", Text("deadline_in_a_stream", "code"));
    }

    [Fact]
    public void Details_arrive_with_the_status()
    {
        var details = _run.Result("status_details").GetProperty("details");
        Assert.Equal(["google.rpc.ErrorInfo", "google.rpc.BadRequest"], details.EnumerateArray().Select(d => d[0].GetString()));
        Assert.Equal("BOX_EMPTY", Google.Rpc.ErrorInfo.Parser.ParseFrom(Convert.FromBase64String(details[0][1].GetString()!)).Reason);
        Assert.Equal("box.upper[3]", Google.Rpc.BadRequest.Parser.ParseFrom(Convert.FromBase64String(details[1][1].GetString()!)).FieldViolations[0].Field);
    }

    [Fact]
    public void Long_answer_that_compresses_well_arrives() => Assert.Equal(200_000, _run.Result("compressible_answer").GetProperty("length").GetInt32());

    [Fact]
    public void Metadata_go_both_ways() => Assert.Equal(
        """
        {"seen":[["x-padded-bin",[0]],["x-raw-bin",[0,1,250]],["x-text",[111,110,101]]],
        "headers":{"x-padded-bin":"AA","x-raw-bin":"AAH6","x-text":"one"},"trailers":{"x-padded-trailer-bin":"AA","x-raw-trailer-bin":"AAH6","x-text-trailer":"one"}}
        """.ReplaceLineEndings(""),
        JsonSerializer.Serialize(new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["seen"] = _run.Result("metadata").GetProperty("seen"),
            ["headers"] = _run.Result("metadata").GetProperty("headers"),
            ["trailers"] = _run.Result("metadata").GetProperty("trailers"),
        }));
}

/// <summary>Connect with JSON.</summary>
public sealed class ConnectJsonTests(ConnectJsonRun run) : ConnectFacts(run), IClassFixture<ConnectJsonRun>
{
    protected override string TooLong => "A message of 6666682 bytes is longer than the 4194304 bytes accepted here.";
}

/// <summary>Connect with binary messages.</summary>
public sealed class ConnectProtoTests(ConnectProtoRun run) : ConnectFacts(run), IClassFixture<ConnectProtoRun>;

/// <summary>gRPC-Web.</summary>
public sealed class GrpcWebTests(GrpcWebRun run) : ConnectFacts(run), IClassFixture<GrpcWebRun>;
