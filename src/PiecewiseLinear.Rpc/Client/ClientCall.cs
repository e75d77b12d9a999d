using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Envelopes;
using PiecewiseLinear.Rpc.Wire.Grpc;

namespace PiecewiseLinear.Rpc.Client;

/// <summary>The client's side of one gRPC call.</summary>
internal sealed class ClientCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private readonly MethodDescriptor _method;
    private readonly RpcClientOptions _client;
    private readonly RpcCallOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _end;
    private readonly RequestContent<TRequest> _content;
    private HttpResponseMessage? _response;
    private EnvelopeReader? _messages;

    public ClientCall(
        MethodDescriptor method, IAsyncEnumerable<TRequest> requests, RpcClientOptions client, RpcCallOptions options, CancellationToken caller)
    {
        _method = method;
        _client = client;
        _options = options;
        _caller = caller;
        _deadline = options.Timeout is { } timeout
            ? new CancellationTokenSource(timeout < TimeSpan.Zero ? TimeSpan.Zero : timeout, client.Time)
            : new CancellationTokenSource();
        _end = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token);
        _content = new RequestContent<TRequest>(requests);
    }

    /// <summary>Sends the request and waits for the response's headers.</summary>
    public Task StartAsync(HttpClient http) => GuardAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + _method.CallName())
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = _content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (_options.Timeout is { } timeout)
        {
            request.Headers.TryAddWithoutValidation(GrpcTimeout.Name, GrpcTimeout.Format(timeout));
        }

        foreach (var entry in _options.Metadata)
        {
            request.Headers.TryAddWithoutValidation(entry.Name, HeaderMetadata.Encode(entry));
        }

        _response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token);
        if (_response.StatusCode != HttpStatusCode.OK
            || _response.Content.Headers.ContentType is not { MediaType: { } type } || !type.StartsWith(GrpcProtocol.ContentType, StringComparison.Ordinal))
        {
            throw new RpcException(TransportErrors.Of(_response.StatusCode, _response.Content.Headers.ContentType));
        }

        if (Status(_response.Headers) is { } trailersOnly)
        {
            _options.ResponseTrailers = Decode(_response.Headers);
            ThrowUnlessOk(trailersOnly);
        }
        else
        {
            _options.ResponseHeaders = Decode(_response.Headers);
        }

        var body = PipeReader.Create(await _response.Content.ReadAsStreamAsync(_end.Token));
        var decoder = new MessageDecoder(BinaryCodec.Instance, _client.MaxResponseMessageSize, malformed: StatusCode.Internal);
        _messages = new EnvelopeReader(body, decoder, GrpcServerCall.EncodingHeader, Value(_response.Headers, GrpcServerCall.EncodingHeader));
        return true;
    });

    /// <summary>The next message, or null after the last if the call succeeded.</summary>
    /// <exception cref="RpcException">The call ended with another status.</exception>
    public Task<TResponse?> ReadAsync() => GuardAsync(async () =>
    {
        var message = await _messages!.ReadAsync(_method.OutputType, _end.Token);
        if (message is not null)
        {
            return (TResponse)message;
        }

        var trailers = _response!.TrailingHeaders;
        if (Status(trailers) is { } status)
        {
            _options.ResponseTrailers = Decode(trailers);
            ThrowUnlessOk(status);
        }
        else if (Status(_response.Headers) is null)
        {
            throw new RpcException(StatusCode.Internal, $"The answer of {_method.CallName()} ends without a status.");
        }

        return null;
    });

    /// <summary>The only message of a method that answers one.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        var message = await ReadAsync()
            ?? throw new RpcException(StatusCode.Unimplemented, $"{_method.CallName()} answers exactly one message; the answer has none.");
        return await ReadAsync() is null
            ? message
            : throw new RpcException(StatusCode.Unimplemented, $"{_method.CallName()} answers exactly one message; the answer has more.");
    }

    /// <summary>Ends the call; if it is not over, the stream is reset and the server's handler cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _response?.Dispose();
        _content.Dispose();
        _end.Dispose();
        _deadline.Dispose();
    }

    private static string? Value(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static RpcStatus? Status(HttpHeaders headers) => GrpcStatus.Decode(name => Value(headers, name));

    private static RpcMetadata Decode(HttpHeaders headers)
    {
        var metadata = new RpcMetadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                if (!HeaderMetadata.TryDecode(name, value, metadata))
                {
                    throw new RpcException(StatusCode.Internal, $"The value of the binary metadata '{name}' in the answer is not base64.");
                }
            }
        }

        return metadata;
    }

    private void ThrowUnlessOk(RpcStatus status)
    {
        if (status.Code != StatusCode.Ok)
        {
            throw new RpcException(status) { Trailers = _options.ResponseTrailers };
        }
    }

    /// <summary>Turns what the transport throws into a status; the caller's own cancellation stays what it is.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            _caller.ThrowIfCancellationRequested();
            if (_deadline.IsCancellationRequested)
            {
                throw new RpcException(StatusCode.DeadlineExceeded, $"{_method.CallName()} did not answer within {_options.Timeout}.", e);
            }

            if (_content.SourceFailure is { } failure and not OperationCanceledException)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw new RpcException(TransportErrors.Of(e), e);
        }
    }
}
