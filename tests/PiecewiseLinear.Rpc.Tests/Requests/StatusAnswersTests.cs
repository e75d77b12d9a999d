using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Requests;

/// <summary>How the status of a failed call is written.</summary>
public sealed class StatusAnswersTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private readonly RawHttp _http = RawHttp.Http2(server);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Message_of_the_status_is_percent_encoded()
    {
        var answer = await _http.Post("Fail", RawHttp.Frame(new FailRequest { Code = 9, Message = "100 % – naïve\r\n~" }));

        Assert.Equal("100 %25 %E2%80%93 na%C3%AFve%0D%0A~", answer.Refusal.Message);
        Assert.False(answer.Headers.ContainsKey("grpc-status-details-bin"));
    }

    [Fact]
    public async Task Unexpected_exception_is_internal_logged_and_not_told()
    {
        var answer = await _http.Post("Crash", RawHttp.Frame([]));

        Assert.Equal(StatusCode.Internal, answer.Refusal.Code);
        Assert.StartsWith("Internal error; the server's log has the details under call ", answer.Refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, h => h.Value.Contains(EchoHandlers.Secret, StringComparison.Ordinal));
        var callId = answer.Refusal.Message.Split(' ')[^1].TrimEnd('.');
        var logged = Assert.Single(server.Log.Lines, l => l.Text.Contains(callId, StringComparison.Ordinal) && l.Exception is not null);
        Assert.Equal(EchoHandlers.Secret, logged.Exception!.Message);
    }
}
