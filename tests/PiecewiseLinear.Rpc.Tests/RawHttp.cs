using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>Requests as no well-behaved client sends them.</summary>
internal sealed class RawHttp(Uri address, Version version) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

    public static RawHttp Http2(EchoServer server) => new(server.Address, HttpVersion.Version20);

    public static RawHttp Http1(EchoServer server) => new(server.Http1Address, HttpVersion.Version11);

    public void Dispose() => _http.Dispose();

    /// <summary>Posts bytes of a content type to a method of the test service.</summary>
    public Task<RawAnswer> PostAs(string contentType, string method, byte[] body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, "/rpctest.v1.EchoService/" + method, contentType, body, headers);

    /// <summary>Posts JSON, as curl does.</summary>
    public Task<RawAnswer> PostJson(string method, string json, params (string Name, string Value)[] headers) =>
        PostAs("application/json", method, System.Text.Encoding.UTF8.GetBytes(json), headers);

    /// <summary>Posts bytes to a method of the test service.</summary>
    public Task<RawAnswer> Post(string method, byte[] body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, "/rpctest.v1.EchoService/" + method, "application/grpc", body, headers);

    public async Task<RawAnswer> Send(HttpMethod verb, string path, string? contentType, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(verb, path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (verb != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(name.StartsWith("content-", StringComparison.Ordinal)
                ? request.Content!.Headers.TryAddWithoutValidation(name, value)
                : request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new RawAnswer(response.StatusCode, Flat(response.Headers), Flat(response.Content.Headers), bytes, Flat(response.TrailingHeaders));
    }

    /// <summary>A message behind its prefix.</summary>
    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    public static byte[] Frame(byte[] message, byte flag = 0, int? claimedLength = null)
    {
        var length = claimedLength ?? message.Length;
        return [flag, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. message];
    }

    private static Dictionary<string, string> Flat(HttpHeaders headers) =>
        headers.NonValidated.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal);
}

/// <summary>An answer, as it is.</summary>
internal sealed record RawAnswer(
    HttpStatusCode Http, Dictionary<string, string> Headers, Dictionary<string, string> ContentHeaders, byte[] Body, Dictionary<string, string> Trailers)
{
    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>The HTTP status, and code and message of Connect's JSON for an error.</summary>
    public (int Http, string Code, string Message) ConnectError
    {
        get
        {
            Assert.Equal("application/json", ContentHeaders["content-type"]);
            using var json = System.Text.Json.JsonDocument.Parse(Body);
            return ((int)Http, json.RootElement.GetProperty("code").GetString()!,
                json.RootElement.TryGetProperty("message", out var message) ? message.GetString()! : "");
        }
    }

    /// <summary>The length-prefixed pieces of the body.</summary>
    public IReadOnlyList<(byte Flag, byte[] Bytes)> Pieces => PiecesOf(Body);

    public static IReadOnlyList<(byte Flag, byte[] Bytes)> PiecesOf(byte[] body)
    {
        var pieces = new List<(byte, byte[])>();
        for (var at = 0; at < body.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1, 4));
            pieces.Add((body[at], body[(at + 5)..(at + 5 + length)]));
            at += 5 + length;
        }

        return pieces;
    }

    /// <summary>The status of a call that was refused without a message: it stands in the headers ("trailers-only").</summary>
    public (StatusCode Code, string Message) Refusal
    {
        get
        {
            Assert.Equal(HttpStatusCode.OK, Http);
            Assert.Equal("application/grpc", ContentHeaders["content-type"]);
            Assert.Empty(Body);
            Assert.Empty(Trailers);
            return ((StatusCode)int.Parse(Headers["grpc-status"], System.Globalization.CultureInfo.InvariantCulture), Headers.GetValueOrDefault("grpc-message", ""));
        }
    }
}
