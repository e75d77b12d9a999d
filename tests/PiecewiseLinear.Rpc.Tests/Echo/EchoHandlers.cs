using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Tests.Echo;

/// <summary>The test service.</summary>
internal sealed class EchoHandlers : IRpcService
{
    public const string Secret = "s3cret-path-/etc/keys";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<OutcomeResponse>> _outcomes = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new();
    private readonly ConcurrentDictionary<string, long> _written = new();

    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _wakers = new();

    public static ServiceDescriptor Service => EchoReflection.Descriptor.Services[0];

    public ServiceDescriptor Descriptor => Service;

    public static MethodDescriptor Method(string name) => Service.FindMethodByName(name);

    /// <summary>How many messages a Flood, or a Repeat by its text, has written so far.</summary>
    public long Written(string id) => _written.GetValueOrDefault(id);

    /// <summary>Waits until a Sleep or Flood runs.</summary>
    public Task BegunAsync(string id) => Beginning(id).Task.WaitAsync(Eventually.Patience);

    /// <summary>How a Sleep or Flood ended.</summary>
    public Task<OutcomeResponse> OutcomeOf(string id) => Slot(id).Task.WaitAsync(Eventually.Patience);

    /// <summary>Ends a deaf Sleep.</summary>
    public void Wake(string id) => _wakers.GetOrAdd(id, static _ => new ManualResetEventSlim()).Set();

    public void Bind(ServiceBinder methods) => methods
        .Unary<EchoRequest, EchoResponse>("Echo", (r, _) => Task.FromResult(new EchoResponse { Text = r.Text, Payload = r.Payload }))
        .ServerStreaming<RepeatRequest, EchoResponse>("Repeat", RepeatAsync)
        .ClientStreaming<EchoRequest, JoinResponse>("Join", JoinAsync)
        .DuplexStreaming<EchoRequest, EchoResponse>("Chat", ChatAsync)
        .Unary<FailRequest, EchoResponse>("Fail", FailAsync)
        .Unary<SleepRequest, EchoResponse>("Sleep", SleepAsync)
        .ServerStreaming<FloodRequest, EchoResponse>("Flood", FloodAsync)
        .Unary<OutcomeRequest, OutcomeResponse>("Outcome", (r, _) => OutcomeAsync(r))
        .Unary<InspectRequest, InspectResponse>("Inspect", InspectAsync)
        .Unary<CrashRequest, EchoResponse>("Crash", (_, _) => throw new InvalidOperationException(Secret));

    private async Task RepeatAsync(RepeatRequest request, IResponseStream<EchoResponse> responses, CallContext context)
    {
        for (var i = 0; i < request.Count; i++)
        {
            await Task.Delay(request.DelayMilliseconds, context.Cancellation);
            await responses.WriteAsync(new EchoResponse { Text = $"{request.Text}{i}" });
            _written.AddOrUpdate(request.Text, 1, static (_, n) => n + 1);
        }

        if (request.FailCode != 0)
        {
            context.ResponseTrailers.Add("x-after", $"{request.Count}");
            throw new RpcException((StatusCode)request.FailCode, "failed in the stream");
        }
    }

    private static async Task<JoinResponse> JoinAsync(IAsyncEnumerable<EchoRequest> requests, CallContext context)
    {
        var response = new JoinResponse();
        await foreach (var request in requests)
        {
            if (request.Text == "stop")
            {
                break;
            }

            response.Text += request.Text;
            response.Count++;
            response.PayloadBytes += request.Payload.Length;
        }

        return response;
    }

    private static async Task ChatAsync(IAsyncEnumerable<EchoRequest> requests, IResponseStream<EchoResponse> responses, CallContext context)
    {
        await context.SendHeadersAsync();
        await foreach (var request in requests)
        {
            if (request.Text == "fail")
            {
                throw new RpcException(StatusCode.NotFound, "asked to fail");
            }

            await responses.WriteAsync(new EchoResponse { Text = $"re: {request.Text}", Payload = request.Payload });
        }
    }

    private static Task<EchoResponse> FailAsync(FailRequest request, CallContext context)
    {
        var status = new RpcStatus((StatusCode)request.Code, request.Message);
        if (request.Details)
        {
            status = status
                .WithErrorInfo("BOX_EMPTY", "rpctest.v1", ("lower", "1"), ("upper", "0"))
                .WithFieldViolations(("box.upper[3]", "is less than box.lower[3]"));
        }

        for (var i = 0; i < request.Violations; i++)
        {
            status = status.WithFieldViolations(($"point[{i}]", "is not a number"));
        }

        if (request.Metadata)
        {
            context.ResponseHeaders.Add("x-head", "first");
            context.ResponseTrailers.Add("x-tail", "last");
        }

        throw new RpcException(status);
    }

    private static Task<InspectResponse> InspectAsync(InspectRequest request, CallContext context)
    {
        var left = context.Deadline == DateTimeOffset.MaxValue ? -1 : (context.Deadline - TimeProvider.System.GetUtcNow()).TotalMilliseconds;
        var response = new InspectResponse { Method = context.Method, Peer = context.Peer, DeadlineIn = left };
        foreach (var entry in context.RequestMetadata)
        {
            response.Metadata.Add(new InspectResponse.Types.Entry { Name = entry.Name, Value = ByteString.CopyFrom(entry.Bytes.Span) });
            if (entry.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                if (entry.IsBinary)
                {
                    context.ResponseHeaders.Add(entry.Name, entry.Bytes);
                    context.ResponseTrailers.Add(entry.Name[..^4] + "-trailer-bin", entry.Bytes);
                }
                else
                {
                    context.ResponseHeaders.Add(entry.Name, entry.Text);
                    context.ResponseTrailers.Add(entry.Name + "-trailer", entry.Text);
                }
            }
        }

        return Task.FromResult(response);
    }

    private TaskCompletionSource<OutcomeResponse> Slot(string id) =>
        _outcomes.GetOrAdd(id, static _ => new TaskCompletionSource<OutcomeResponse>(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource Beginning(string id) =>
        _begun.GetOrAdd(id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task<OutcomeResponse> OutcomeAsync(OutcomeRequest request)
    {
        if (request.IfBegun && !Beginning(request.Id).Task.IsCompleted)
        {
            return new OutcomeResponse { Outcome = "none" };
        }

        if (request.Begun)
        {
            await BegunAsync(request.Id);
            return new OutcomeResponse { Outcome = "begun" };
        }

        return await OutcomeOf(request.Id);
    }

    private async Task<EchoResponse> SleepAsync(SleepRequest request, CallContext context)
    {
        Beginning(request.Id).TrySetResult();
        try
        {
            if (request.Deaf)
            {
                _wakers.GetOrAdd(request.Id, static _ => new ManualResetEventSlim()).Wait(Eventually.Patience, CancellationToken.None);
            }
            else
            {
                await Task.Delay(request.Milliseconds, context.Cancellation);
            }

            // After a deadline these come too late to be sent, and must not disturb either.
            context.ResponseHeaders.Add("x-head", "late");
            context.ResponseTrailers.Add("x-tail", "late");
            Slot(request.Id).TrySetResult(new OutcomeResponse { Outcome = "finished" });
            return new EchoResponse { Text = "awake" };
        }
        catch (OperationCanceledException)
        {
            Slot(request.Id).TrySetResult(new OutcomeResponse { Outcome = "cancelled" });
            throw;
        }
    }

    private async Task FloodAsync(FloodRequest request, IResponseStream<EchoResponse> responses, CallContext context)
    {
        var message = new EchoResponse { Payload = ByteString.CopyFrom(new byte[request.PayloadBytes]) };
        Beginning(request.Id).TrySetResult();
        try
        {
            while (true)
            {
                await responses.WriteAsync(message);
                _written.AddOrUpdate(request.Id, 1, static (_, n) => n + 1);
            }
        }
        catch (OperationCanceledException)
        {
            Slot(request.Id).TrySetResult(new OutcomeResponse { Outcome = "cancelled", Messages = Written(request.Id) });
            throw;
        }
    }
}
