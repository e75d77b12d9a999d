using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Our client against our host: streams.</summary>
public sealed class RpcClientStreamTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private readonly RpcClient _client = server.NewClient();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Server_stream_answers_in_order()
    {
        var texts = new List<string>();
        await foreach (var response in Repeat(new RepeatRequest { Text = "n", Count = 500 }))
        {
            texts.Add(response.Text);
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"n{i}"), texts);
    }

    [Fact]
    public async Task Empty_server_stream_is_a_success()
    {
        await foreach (var response in Repeat(new RepeatRequest()))
        {
            Assert.Fail($"unexpected message {response}");
        }
    }

    [Fact]
    public async Task Server_stream_that_fails_delivers_its_messages_first()
    {
        var options = new RpcCallOptions();
        var texts = new List<string>();
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var response in Repeat(new RepeatRequest { Text = "n", Count = 2, FailCode = (int)StatusCode.DataLoss }, options))
            {
                texts.Add(response.Text);
            }
        });

        Assert.Equal(["n0", "n1"], texts);
        Assert.Equal(StatusCode.DataLoss, e.Status.Code);
        Assert.Equal("failed in the stream", e.Status.Message);
        Assert.Equal("2", e.Trailers.Text("x-after"));
        Assert.Equal("2", options.ResponseTrailers.Text("x-after"));
    }

    [Fact]
    public async Task Client_stream_is_joined()
    {
        var response = await _client.ClientStreamingAsync<EchoRequest, JoinResponse>(EchoHandlers.Method("Join"), Texts("a", "b", "c"));

        Assert.Equal(("abc", 3), (response.Text, response.Count));
    }

    [Fact]
    public async Task Empty_client_stream_is_joined()
    {
        var response = await _client.ClientStreamingAsync<EchoRequest, JoinResponse>(EchoHandlers.Method("Join"), Texts());

        Assert.Equal(("", 0), (response.Text, response.Count));
    }

    [Fact]
    public async Task Handler_may_answer_before_the_client_stream_ends()
    {
        var response = await _client.ClientStreamingAsync<EchoRequest, JoinResponse>(EchoHandlers.Method("Join"), TextsThenSilence("a", "stop"));

        Assert.Equal("a", response.Text);
    }

    [Fact]
    public async Task Duplex_stream_answers_each_message_before_the_next_is_sent()
    {
        var answered = new SemaphoreSlim(1);
        var texts = new List<string>();
        await foreach (var response in Chat(Ping(answered, 20)))
        {
            texts.Add(response.Text);
            answered.Release();
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"re: {i}"), texts);
    }

    [Fact]
    public async Task Duplex_stream_may_fail_while_the_client_is_still_sending()
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var response in Chat(TextsThenSilence("a", "fail")))
            {
                Assert.Equal("re: a", response.Text);
            }
        });

        Assert.Equal(StatusCode.NotFound, e.Status.Code);
    }

    [Fact]
    public async Task Failure_of_the_request_source_surfaces_unchanged_and_cancels_the_call()
    {
        var e = await Assert.ThrowsAsync<FormatException>(() => _client.ClientStreamingAsync<EchoRequest, JoinResponse>(EchoHandlers.Method("Join"), Broken()));

        Assert.Equal("the source is broken", e.Message);

        static async IAsyncEnumerable<EchoRequest> Broken()
        {
            yield return new EchoRequest { Text = "a" };
            await Task.Yield();
            throw new FormatException("the source is broken");
        }
    }

    [Fact]
    public async Task Breaking_out_of_a_stream_cancels_the_handler()
    {
        await foreach (var response in _client.ServerStreamingAsync<FloodRequest, EchoResponse>(EchoHandlers.Method("Flood"), new FloodRequest { Id = "client-break", PayloadBytes = 10 }))
        {
            break;
        }

        Assert.Equal("cancelled", (await server.Handlers.OutcomeOf("client-break")).Outcome);
    }

    [Fact]
    public async Task Stream_may_be_quiet_for_long()
    {
        // Longer than the five seconds after which Kestrel cuts slow senders off, unless told otherwise.
        var texts = new List<string>();
        await foreach (var response in Chat(Slow()))
        {
            texts.Add(response.Text);
        }

        Assert.Equal(["re: a", "re: b"], texts);

        static async IAsyncEnumerable<EchoRequest> Slow()
        {
            yield return new EchoRequest { Text = "a" };
            await Task.Delay(TimeSpan.FromSeconds(8));
            yield return new EchoRequest { Text = "b" };
        }
    }

    private static async IAsyncEnumerable<EchoRequest> Texts(params string[] texts)
    {
        foreach (var text in texts)
        {
            await Task.Yield();
            yield return new EchoRequest { Text = text };
        }
    }

    private static async IAsyncEnumerable<EchoRequest> TextsThenSilence(params string[] texts)
    {
        await foreach (var request in Texts(texts))
        {
            yield return request;
        }

        await new TaskCompletionSource().Task.WaitAsync(Eventually.Patience);
    }

    private static async IAsyncEnumerable<EchoRequest> Ping(SemaphoreSlim answered, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await answered.WaitAsync(Eventually.Patience);
            yield return new EchoRequest { Text = $"{i}" };
        }
    }

    private IAsyncEnumerable<EchoResponse> Repeat(RepeatRequest request, RpcCallOptions? options = null) =>
        _client.ServerStreamingAsync<RepeatRequest, EchoResponse>(EchoHandlers.Method("Repeat"), request, options);

    private IAsyncEnumerable<EchoResponse> Chat(IAsyncEnumerable<EchoRequest> requests) =>
        _client.DuplexStreamingAsync<EchoRequest, EchoResponse>(EchoHandlers.Method("Chat"), requests);
}
