using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>What every client must see, whoever wrote it and whatever it speaks.</summary>
public abstract class WebClientFacts(ClientRun run)
{
    private static readonly string[] CodeNames =
    [
        "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>What is said of a message with a payload of five million bytes.</summary>
    protected virtual string TooLong => "A message of 5000005 bytes is longer than the 4194304 bytes accepted here.";

    [Fact]
    public void Unary_call_answers()
    {
        Assert.Equal("hällo", Text("unary", "text"));
        Assert.Equal([0, 255], run.Result("unary").GetProperty("payload").EnumerateArray().Select(b => b.GetInt32()));
    }

    [Fact]
    public void Message_of_megabytes_passes_both_ways() => Assert.True(run.Result("large_message").GetProperty("same").GetBoolean());

    [Fact]
    public void Server_stream_answers_in_order() => Assert.Equal(["n0", "n1", "n2", "n3", "n4"], Texts("server_stream"));

    [Fact]
    public void Server_stream_delivers_its_messages_before_it_fails()
    {
        Assert.Equal(["n0", "n1"], Texts("server_stream_that_fails"));
        Assert.Equal(("DATA_LOSS", "failed in the stream"), Error("server_stream_that_fails"));
    }

    [Fact]
    public void Message_of_a_status_may_be_any_text() => Assert.Equal(("INVALID_ARGUMENT", "50 % – naïve\n"), Error("status_details"));

    [Fact]
    public void Every_status_code_arrives() =>
        Assert.Equal(CodeNames, run.Result("every_status_code").GetProperty("codes").EnumerateArray().Select(c => c.GetProperty("code").GetString()));

    [Fact]
    public void Deadline_ends_the_call_and_cancels_the_handler()
    {
        Assert.Equal("DEADLINE_EXCEEDED", Text("deadline", "code"));
        Assert.Equal("cancelled", Text("deadline", "outcome"));
    }

    [Fact]
    public void Handler_sees_the_deadline()
    {
        Assert.InRange(run.Result("deadline_is_seen").GetProperty("left").GetDouble(), 50_000, 102_000);
        Assert.Equal(-1, run.Result("deadline_is_seen").GetProperty("none").GetDouble());
    }

    [Fact]
    public void Cancelling_a_unary_call_cancels_the_handler() => Assert.Equal("cancelled", Text("cancel_unary", "outcome"));

    [Fact]
    public void Cancelling_a_stream_cancels_the_handler() => Assert.Equal("cancelled", Text("cancel_stream", "outcome"));

    [Fact]
    public void Unknown_method_is_unimplemented() =>
        Assert.Equal(("UNIMPLEMENTED", "There is no method 'rpctest.v1.EchoService/Nothing' here."), Error("unknown_method"));

    [Fact]
    public void Crash_is_internal_and_tells_no_secret()
    {
        Assert.Equal("INTERNAL", Text("crash", "code"));
        Assert.StartsWith("Internal error;", Text("crash", "message"), StringComparison.Ordinal);
        Assert.DoesNotContain(EchoHandlers.Secret, run.Result("crash").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_that_is_too_long_is_refused() => Assert.Equal(("RESOURCE_EXHAUSTED", TooLong), Error("message_too_long"));

    [Fact]
    public void Three_hundred_calls_share_a_connection() => Assert.Equal(300, run.Result("many_calls_at_once").GetProperty("right").GetInt32());

    private protected string Text(string behaviour, string field) => run.Result(behaviour).GetProperty(field).GetString()!;

    private protected IEnumerable<string?> Texts(string behaviour) => run.Result(behaviour).GetProperty("texts").EnumerateArray().Select(t => t.GetString());

    private protected (string Code, string Message) Error(string behaviour) => (Text(behaviour, "code"), Text(behaviour, "message"));
}

/// <summary>What a client of gRPC proper must see besides.</summary>
public abstract class ClientFacts(ClientRun run) : WebClientFacts(run)
{
    private readonly ClientRun _run = run;

    [Fact]
    public void Client_stream_is_joined()
    {
        Assert.Equal("abc", Text("client_stream", "text"));
        Assert.Equal(3, _run.Result("client_stream").GetProperty("count").GetInt32());
    }

    [Fact]
    public void Duplex_stream_answers_each_message_before_the_next_is_sent() =>
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"re: {i}"), Texts("duplex_stream"));

    [Fact]
    public void Duplex_stream_may_fail_in_the_middle()
    {
        Assert.Equal(["re: a"], Texts("duplex_stream_that_fails"));
        Assert.Equal(("NOT_FOUND", "asked to fail"), Error("duplex_stream_that_fails"));
    }

    [Fact]
    public void Status_arrives_with_its_message_and_details()
    {
        Assert.Equal(("INVALID_ARGUMENT", "50 % – naïve\n"), Error("status_details"));
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Text("status_details", "status")));
        Assert.Equal((3, "50 % – naïve\n"), (status.Code, status.Message));
        Assert.Equal("BOX_EMPTY", status.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason);
        Assert.Equal("box.upper[3]", status.Details[1].Unpack<Google.Rpc.BadRequest>().FieldViolations[0].Field);
    }
}

/// <summary>Debian's grpcio.</summary>
public sealed class GrpcioTests(GrpcioRun run) : ClientFacts(run), IClassFixture<GrpcioRun>
{
    private readonly GrpcioRun _run = run;

    [Fact]
    public void Metadata_go_both_ways() => Assert.Equal(
        """{"seen":[["x-text",[97,44,32,98]],["x-text",[97,103,97,105,110]],["x-raw-bin",[0,1,254]]],"headers":[["x-text","a, b"],["x-text","again"],["x-raw-bin",[0,1,254]]],"trailers":[["x-text-trailer","a, b"],["x-text-trailer","again"],["x-raw-trailer-bin",[0,1,254]]]}""",
        System.Text.Json.JsonSerializer.Serialize(_run.Result("metadata")));

    [Fact]
    public void Trailers_of_a_failing_stream_arrive() => Assert.Equal("2", Text("server_stream_that_fails", "after"));

    [Fact]
    public void Payloads_of_a_client_stream_arrive() => Assert.Equal(6, _run.Result("client_stream").GetProperty("bytes").GetInt32());
}

/// <summary>@grpc/grpc-js.</summary>
public sealed class GrpcJsTests(GrpcJsRun run) : ClientFacts(run), IClassFixture<GrpcJsRun>
{
    private readonly GrpcJsRun _run = run;

    [Fact]
    public void Metadata_go_both_ways() => Assert.Equal(
        """{"headers":{"x-text":"one","x-raw-bin":[0,1,254]},"seen":[["x-raw-bin",[0,1,254]],["x-text",[111,110,101]]],"trailers":{"x-text-trailer":"one","x-raw-trailer-bin":[0,1,254]}}""",
        System.Text.Json.JsonSerializer.Serialize(_run.Result("metadata")));

    [Fact]
    public void Good_stream_ends_ok() => Assert.Equal("OK", Text("server_stream", "status"));

    [Fact]
    public void Cancelled_call_is_cancelled_for_the_caller() => Assert.Equal("CANCELLED", Text("cancel_unary", "code"));
}
