using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>The transport below the protocols: one HTTP request and response as pipes of bytes.</summary>
internal sealed class HttpExchange
{
    /// <summary>HTTP/2 error code CANCEL (RFC 9113 §7).</summary>
    private const int Http2Cancel = 0x8;

    /// <summary>A request of this size is in the sockets' buffers before its answer arrives.</summary>
    private const long FitsBuffers = 64 * 1024;

    /// <summary>How much of a refused request is read away at most.</summary>
    private const long LargestDrain = 64L * 1024 * 1024;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly HttpContext _http;
    private Task? _blockedFlush;

    public HttpExchange(HttpContext http)
    {
        _http = http;

        // A stream may pause for as long as it likes, and may be as long as it likes: the limit is on single messages.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    public HttpRequest Request => _http.Request;

    public HttpResponse Response => _http.Response;

    public PipeReader Input => _http.Request.BodyReader;

    public PipeWriter Output => _http.Response.BodyWriter;

    /// <summary>The method called, as <c>package.Service/Method</c>.</summary>
    public string Method => _http.Request.Path.Value is ['/', .. var name] ? name : "";

    public CancellationToken Aborted => _http.RequestAborted;

    public string CallId => _http.TraceIdentifier;

    public string Peer => _http.Connection.RemoteIpAddress is not { } address ? "unknown"
        : address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? $"ipv6:{new IPEndPoint(address, _http.Connection.RemotePort)}"
            : $"ipv4:{new IPEndPoint(address.MapToIPv4(), _http.Connection.RemotePort)}";

    public IHeaderDictionary Trailers => _http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
        ?? throw new InvalidOperationException($"{_http.Request.Protocol} carries no response trailers; the protocol that writes them needs HTTP/2.");

    /// <summary>Sends what was written and waits for room. On cancellation the flush goes on and the exchange can only be completed.</summary>
    /// <remarks>Kestrel is not given the token: it would reset the stream where a status can still be sent.</remarks>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var flush = Output.FlushAsync(CancellationToken.None);
        FlushResult result;
        if (flush.IsCompleted)
        {
            result = await flush;
        }
        else
        {
            var blocked = flush.AsTask();
            _blockedFlush = blocked;
            result = await blocked.WaitAsync(cancellation);
        }

        if (result.IsCompleted || Aborted.IsCancellationRequested)
        {
            throw new CallerGoneException();
        }
    }

    /// <summary>
    /// Ends the response with what <paramref name="writeLast"/> appends and the trailers set so far, or resets it if the caller is not taking what was
    /// sent before.
    /// </summary>
    public async ValueTask CompleteAsync(Action<PipeWriter>? writeLast = null)
    {
        if (_blockedFlush is { IsCompleted: false })
        {
            Reset();
            return;
        }

        try
        {
            await DrainAsync();
            writeLast?.Invoke(Output);
            await _http.Response.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The caller went away: there is nobody to tell.
        }
    }

    /// <summary>
    /// Reads away what is left of a large request that is answered before it was read, within limits: HTTP/1.1 clients write all of a request
    /// before they read, and an answer that closes the connection under their hands is lost. HTTP/2 has flow control and resets for that.
    /// </summary>
    private async ValueTask DrainAsync()
    {
        if (_http.Features.Get<IHttpResetFeature>() is not null || _http.Response.HasStarted || _http.Request.ContentLength is <= FitsBuffers)
        {
            return;
        }

        using var limit = new CancellationTokenSource(LongestDrain);
        try
        {
            for (long rest = LargestDrain; rest > 0;)
            {
                var read = await Input.ReadAsync(limit.Token);
                rest -= read.Buffer.Length;
                Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The caller is slow or gone, or a handler still reads: the answer goes out as it is.
        }
    }

    /// <summary>Ends the HTTP/2 stream, or the connection if it is HTTP/1.1, which has no other means to say that an answer is incomplete.</summary>
    private void Reset()
    {
        if (_http.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(Http2Cancel);
        }
        else
        {
            _http.Abort();
        }
    }
}
