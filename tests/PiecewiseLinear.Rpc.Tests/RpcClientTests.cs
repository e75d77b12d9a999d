using Google.Protobuf;
using Google.Rpc;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Our client against our host.</summary>
public sealed class RpcClientTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private readonly RpcClient _client = server.NewClient();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Unary_call_answers()
    {
        var response = await _client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest { Text = "hällo", Payload = ByteString.CopyFrom(0, 1, 255) });

        Assert.Equal("hällo", response.Text);
        Assert.Equal(ByteString.CopyFrom(0, 1, 255), response.Payload);
    }

    [Fact]
    public async Task Empty_messages_have_empty_frames()
    {
        var response = await _client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest());

        Assert.Equal(0, response.CalculateSize());
    }

    [Fact]
    public async Task Messages_larger_than_every_window_pass_both_ways()
    {
        var payload = new byte[3_900_000];
        new Random(7).NextBytes(payload);

        var response = await _client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest { Payload = ByteString.CopyFrom(payload) });

        Assert.True(response.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public async Task Status_details_arrive_typed()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Fail(new FailRequest { Code = (int)StatusCode.InvalidArgument, Message = "50 % off\nπ", Details = true }));

        Assert.Equal(StatusCode.InvalidArgument, e.Status.Code);
        Assert.Equal("50 % off\nπ", e.Status.Message);
        Assert.Equal(2, e.Status.Details.Count);
        Assert.Equal("BOX_EMPTY", e.Status.Detail<ErrorInfo>()!.Reason);
        Assert.Equal("0", e.Status.Detail<ErrorInfo>()!.Metadata["upper"]);
        Assert.Equal("box.upper[3]", Assert.Single(e.Status.Detail<BadRequest>()!.FieldViolations).Field);
        Assert.Null(e.Status.Detail<EchoRequest>());
    }

    [Fact]
    public async Task Every_status_code_arrives()
    {
        foreach (var code in Enum.GetValues<StatusCode>().Where(c => c != StatusCode.Ok))
        {
            var e = await Assert.ThrowsAsync<RpcException>(() => Fail(new FailRequest { Code = (int)code, Message = $"{code}!" }));
            Assert.Equal((code, $"{code}!"), (e.Status.Code, e.Status.Message));
        }
    }

    [Fact]
    public async Task Details_that_would_not_fit_a_header_are_left_out()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Fail(new FailRequest { Code = 3, Message = "many", Violations = 1000 }));

        Assert.Equal((StatusCode.InvalidArgument, "many", 0), (e.Status.Code, e.Status.Message, e.Status.Details.Count));
    }

    [Fact]
    public async Task Metadata_of_a_failing_call_arrives_in_headers_and_trailers()
    {
        var options = new RpcCallOptions();
        var e = await Assert.ThrowsAsync<RpcException>(() => Fail(new FailRequest { Code = 5, Metadata = true }, options));

        Assert.Equal("first", options.ResponseHeaders.Text("x-head"));
        Assert.Equal("last", e.Trailers.Text("x-tail"));
        Assert.Null(e.Trailers.Text("x-head"));
    }

    [Fact]
    public async Task Metadata_go_both_ways_as_text_and_bytes()
    {
        var metadata = new RpcMetadata { { "X-Text", "a; b" }, { "x-text", "again" } };
        metadata.Add("x-raw-bin", new byte[] { 0, 1, 2, 254, 255 });
        metadata.Add("x-raw-bin", ReadOnlyMemory<byte>.Empty);
        var options = new RpcCallOptions { Metadata = metadata };

        var response = await _client.UnaryAsync<InspectRequest, InspectResponse>(EchoHandlers.Method("Inspect"), new InspectRequest(), options);

        // HttpClient joins the text of repeated headers, as HTTP allows (RFC 9110 §5.3).
        Assert.Equal("a; b, again", Assert.Single(response.Metadata, m => m.Name == "x-text").Value.ToStringUtf8());
        Assert.Equal("a; b, again", options.ResponseHeaders.Text("x-text"));
        Assert.Equal("a; b, again", options.ResponseTrailers.Text("x-text-trailer"));
        Assert.Equal([5, 0], options.ResponseHeaders.All("x-raw-bin").Select(m => m.Bytes.Length));
        Assert.Equal([0, 1, 2, 254, 255], options.ResponseTrailers.All("x-raw-trailer-bin").First().Bytes.ToArray());
        Assert.DoesNotContain(response.Metadata, m => m.Name is "te" or "content-type" or "host" || m.Name.StartsWith("grpc-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_sees_method_peer_and_deadline()
    {
        var timed = await _client.UnaryAsync<InspectRequest, InspectResponse>(
            EchoHandlers.Method("Inspect"), new InspectRequest(), new RpcCallOptions { Timeout = TimeSpan.FromMinutes(10) });
        var endless = await _client.UnaryAsync<InspectRequest, InspectResponse>(EchoHandlers.Method("Inspect"), new InspectRequest());

        Assert.Equal("rpctest.v1.EchoService/Inspect", timed.Method);
        Assert.StartsWith("ipv4:127.0.0.1:", timed.Peer, StringComparison.Ordinal);
        Assert.InRange(timed.DeadlineIn, 400_000, 600_000);
        Assert.Equal(-1, endless.DeadlineIn);
    }

    [Fact]
    public async Task Deadline_ends_the_call_and_cancels_the_handler()
    {
        await using var clocked = await RunningServer.Of<ClockedServer>();
        using var client = new RpcClient(clocked.Value.Address, new RpcClientOptions { Time = clocked.Value.Clock });
        var call = client.UnaryAsync<SleepRequest, EchoResponse>(
            EchoHandlers.Method("Sleep"), new SleepRequest { Id = "client-deadline", Milliseconds = 600_000 }, new RpcCallOptions { Timeout = TimeSpan.FromSeconds(2) });
        await clocked.Value.Handlers.BegunAsync("client-deadline");
        clocked.Value.Clock.Advance(TimeSpan.FromSeconds(2));

        var e = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(StatusCode.DeadlineExceeded, e.Status.Code);
        Assert.Equal("cancelled", (await clocked.Value.Handlers.OutcomeOf("client-deadline")).Outcome);
    }

    [Fact]
    public async Task Cancelling_a_call_cancels_the_handler()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _client.UnaryAsync<SleepRequest, EchoResponse>(
            EchoHandlers.Method("Sleep"), new SleepRequest { Id = "client-cancel", Milliseconds = 600_000 }, cancellation: cancellation.Token);
        await server.Handlers.BegunAsync("client-cancel");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("cancelled", (await server.Handlers.OutcomeOf("client-cancel")).Outcome);
    }

    [Fact]
    public async Task Refused_connection_is_unavailable()
    {
        using var nobody = new RpcClient(new Uri("http://127.0.0.1:1"));
        var e = await Assert.ThrowsAsync<RpcException>(() => nobody.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest()));

        Assert.Equal(StatusCode.Unavailable, e.Status.Code);
    }

    [Fact]
    public async Task Wrong_types_are_refused_before_anything_is_sent()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => _client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Repeat"), new EchoRequest()));

        Assert.Contains("ServerStreaming RepeatRequest → EchoResponse", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_calls_share_a_connection()
    {
        var calls = Enumerable.Range(0, 1000).Select(async i =>
        {
            var response = await _client.UnaryAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Echo"), new EchoRequest { Text = $"{i}" });
            return response.Text == $"{i}";
        });

        Assert.All(await Task.WhenAll(calls), Assert.True);
    }

    private Task<EchoResponse> Fail(FailRequest request, RpcCallOptions? options = null) =>
        _client.UnaryAsync<FailRequest, EchoResponse>(EchoHandlers.Method("Fail"), request, options);
}
