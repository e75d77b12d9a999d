using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace PiecewiseLinear.Rpc.Health;

/// <summary><c>grpc.health.v1.Health</c>.</summary>
internal sealed class HealthService(ServiceHealth health) : IRpcService
{
    public ServiceDescriptor Descriptor => HealthReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods) => methods
        .Unary<HealthCheckRequest, HealthCheckResponse>("Check", CheckAsync)
        .ServerStreaming<HealthCheckRequest, HealthCheckResponse>("Watch", WatchAsync);

    private Task<HealthCheckResponse> CheckAsync(HealthCheckRequest request, CallContext context) =>
        health.IsServing(request.Service) is { } serving
            ? Task.FromResult(new HealthCheckResponse { Status = StatusOf(serving) })
            : throw new RpcException(StatusCode.NotFound, $"There is no service '{request.Service}' here.");

    private async Task WatchAsync(HealthCheckRequest request, IResponseStream<HealthCheckResponse> responses, CallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, context.ServerStopping);
        ServingStatus? sent = null;
        while (true)
        {
            var (serving, changed) = health.Observe(request.Service);
            var status = StatusOf(serving);
            if (status != sent)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.Cancellation);
                sent = status;
            }

            await changed.WaitAsync(end.Token);
        }
    }

    private static ServingStatus StatusOf(bool? serving) => serving switch
    {
        true => ServingStatus.Serving,
        false => ServingStatus.NotServing,
        null => ServingStatus.ServiceUnknown,
    };
}
