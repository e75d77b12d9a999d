namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>@connectrpc/connect-web in a page of Chromium (Debian's), driven by playwright-core: the page is of another origin than the service.</summary>
public abstract class BrowserRun(string protocol) : ClientRun
{
    private protected override async Task<string> RunClientAsync()
    {
        await TestClients.PackagesAsync();
        var descriptors = Path.GetTempFileName();
        try
        {
            await TestClients.RunAsync("protoc", ["-I", TestClients.Protos, "--include_imports", $"--descriptor_set_out={descriptors}", "rpctest/v1/echo.proto"]);
            return await TestClients.RunAsync(
                "node", [TestClients.Script("browser_client.mjs"), "/usr/bin/chromium", descriptors, Http1Address.GetLeftPart(UriPartial.Authority), protocol]);
        }
        finally
        {
            File.Delete(descriptors);
        }
    }
}

/// <summary>Connect with JSON.</summary>
public sealed class BrowserConnectJsonRun() : BrowserRun("connect-json");

/// <summary>Connect with binary messages.</summary>
public sealed class BrowserConnectProtoRun() : BrowserRun("connect-proto");

/// <summary>gRPC-Web.</summary>
public sealed class BrowserGrpcWebRun() : BrowserRun("grpc-web");

/// <summary>What only a browser shows, besides what every page must see.</summary>
public abstract class BrowserFacts(ClientRun run) : ConnectFacts(run)
{
    private readonly ClientRun _run = run;

    [Fact]
    public void The_page_is_of_another_origin()
    {
        Assert.StartsWith("http://localhost:", Text("browser", "page"), StringComparison.Ordinal);
        Assert.NotEqual(_run.Http1Address.GetLeftPart(UriPartial.Authority), Text("browser", "page"));
    }

    [Fact]
    public void A_page_of_an_origin_that_is_not_allowed_reads_nothing()
    {
        Assert.Equal("TypeError", Text("stranger", "preflighted"));
        Assert.Equal("TypeError", Text("stranger", "simple"));
    }

    private protected IEnumerable<string?> Encodings => _run.Result("browser").GetProperty("encodings").EnumerateArray().Select(static e => e.GetString());
}

/// <summary>Connect with JSON: Chromium asks for gzip by itself and unpacks it.</summary>
public sealed class BrowserConnectJsonTests(BrowserConnectJsonRun run) : BrowserFacts(run), IClassFixture<BrowserConnectJsonRun>
{
    protected override string TooLong => "A message of 6666682 bytes is longer than the 4194304 bytes accepted here.";

    [Fact]
    public void A_long_answer_comes_compressed() => Assert.Contains("gzip", Encodings);
}

/// <summary>Connect with binary messages.</summary>
public sealed class BrowserConnectProtoTests(BrowserConnectProtoRun run) : BrowserFacts(run), IClassFixture<BrowserConnectProtoRun>
{
    [Fact]
    public void A_long_answer_comes_compressed() => Assert.Contains("gzip", Encodings);
}

/// <summary>gRPC-Web: frames are compressed or not for themselves, never the answer as a whole.</summary>
public sealed class BrowserGrpcWebTests(BrowserGrpcWebRun run) : BrowserFacts(run), IClassFixture<BrowserGrpcWebRun>
{
    [Fact]
    public void An_answer_is_not_compressed_as_a_whole() => Assert.Equal([null], Encodings);
}
