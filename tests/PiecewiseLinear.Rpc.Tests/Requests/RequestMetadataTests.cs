using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.Requests;

/// <summary>Metadata and timeouts of a request, good and bad.</summary>
public sealed class RequestMetadataTests(EchoServer server) : IClassFixture<EchoServer>, IDisposable
{
    private static readonly byte[] Hello = RawHttp.Frame(new EchoRequest { Text = "hello" });

    private readonly RawHttp _http = RawHttp.Http2(server);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Too_much_metadata_is_resource_exhausted()
    {
        var fits = await _http.Post("Echo", Hello, ("x-big", new string('a', 7000)));
        var (code, message) = (await _http.Post("Echo", Hello, ("x-big", new string('a', 9000)))).Refusal;

        Assert.Equal("0", fits.Trailers["grpc-status"]);
        Assert.Equal((StatusCode.ResourceExhausted, "The request metadata take 9037 bytes (names, values and 32 an entry); 8192 are accepted here."), (code, message));
    }

    [Theory]
    [InlineData("AAECAw==")]
    [InlineData("AAECAw")]
    public async Task Binary_metadata_may_be_padded_or_not(string base64)
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", base64));

        Assert.Equal("AAECAw", answer.Headers["x-raw-bin"]);
        Assert.Equal("AAECAw", answer.Trailers["x-raw-trailer-bin"]);
    }

    [Fact]
    public async Task Binary_metadata_may_be_joined_by_commas()
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", "AA==,AQ, Ag"));

        var seen = InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).Metadata.Where(m => m.Name == "x-raw-bin").Select(m => m.Value.Single());
        Assert.Equal([0, 1, 2], seen);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A===")]
    [InlineData("A?==")]
    [InlineData("AA A")]
    public async Task Binary_metadata_that_is_no_base64_is_an_invalid_argument(string value)
    {
        var refusal = (await _http.Post("Inspect", RawHttp.Frame([]), ("x-raw-bin", value))).Refusal;

        Assert.Equal((StatusCode.InvalidArgument, "The value of the binary metadata 'x-raw-bin' is not base64."), refusal);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public async Task Timeout_that_is_none_is_an_invalid_argument(string timeout)
    {
        var (code, message) = (await _http.Post("Echo", Hello, ("grpc-timeout", timeout))).Refusal;

        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.Contains($"'{timeout}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("10M", 600_000)]
    [InlineData("600S", 600_000)]
    [InlineData("600000m", 600_000)]
    [InlineData("99999999u", 99_999.999)]
    public async Task Timeout_in_every_unit_becomes_the_deadline(string timeout, double milliseconds)
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("grpc-timeout", timeout));

        Assert.InRange(InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).DeadlineIn, milliseconds - 60_000, milliseconds);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("1n")]
    public async Task Timeout_that_is_over_on_arrival_is_deadline_exceeded(string timeout)
    {
        var (code, _) = (await _http.Post("Sleep", RawHttp.Frame(new SleepRequest { Id = timeout, Milliseconds = 30_000 }), ("grpc-timeout", timeout))).Refusal;

        Assert.Equal(StatusCode.DeadlineExceeded, code);
    }

    [Fact]
    public async Task Timeout_beyond_the_calendar_means_none()
    {
        var answer = await _http.Post("Inspect", RawHttp.Frame([]), ("grpc-timeout", "99999999H"));

        Assert.Equal(-1, InspectResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).DeadlineIn);
    }
}
