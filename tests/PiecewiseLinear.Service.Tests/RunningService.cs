using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.Extensions.Logging;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>The service on a socket of its own, with a data directory of its own, and a client.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime")]
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plin-service-").FullName;
    private PlinServer? _server;
    private RpcClient? _client;

    public RpcClient Client => _client!;

    public Uri Address => _server!.Address;

    public Uri WebAddress => _server!.WebAddress;

    public string DataDirectory => Path.Combine(_folder, "models");

    public ServiceLimits Limits { get; init; } = new();

    /// <summary>The names of all files in the data directory, temporary ones too.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(DataDirectory).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        _server = await PlinServer.StartAsync(
            new PlinServerOptions { Grpc = new IPEndPoint(IPAddress.Loopback, 0), DataDirectory = DataDirectory, Limits = Limits, LogLevel = LogLevel.Error },
            CancellationToken.None);

        // The client's clock stands still: a deadline is the server's to keep, so that every call reaches it, however slow the machine is.
        _client = new RpcClient(_server.Address, new RpcClientOptions { Time = new JumpingClock() });
    }

    /// <summary>Stops the server and starts another one on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async Task StopAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Calls a method by name.</summary>
    public Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, RpcCallOptions? call = null, CancellationToken cancellation = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
        => Client.UnaryAsync<TRequest, TResponse>(MethodOf(request.Descriptor), request, call, cancellation);

    public Task<GetRegionResponse> RegionAsync(GetRegionRequest request) => CallAsync<GetRegionRequest, GetRegionResponse>(request);

    public Task<UploadModelResponse> UploadAsync(params UploadModelRequest[] parts)
        => Client.ClientStreamingAsync<UploadModelRequest, UploadModelResponse>(MethodOf(UploadModelRequest.Descriptor), Stream(parts));

    /// <summary>Uploads a file of the repository in small chunks; answers its SHA-256.</summary>
    public async Task<string> UploadAsync(params string[] path)
    {
        byte[] file = await File.ReadAllBytesAsync(RepositoryRoot.Combine(path));
        UploadModelResponse response = await UploadAsync([Uploads.Header(path[^1]), .. Uploads.Chunks(file, 997)]);
        return response.Model.Sha256;
    }

    /// <summary>What the service's checker says about a certificate.</summary>
    public Task<CheckResponse> CheckAsync(string sha256, byte[] certificate)
        => CallAsync<CheckRequest, CheckResponse>(new CheckRequest { Sha256 = sha256, Certificate = ByteString.CopyFrom(certificate) });

    public async Task<List<LocatePointsResponse>> LocateAsync(LocatePointsRequest request)
    {
        List<LocatePointsResponse> answers = [];
        await foreach (LocatePointsResponse answer in Client.ServerStreamingAsync<LocatePointsRequest, LocatePointsResponse>(MethodOf(LocatePointsRequest.Descriptor), request))
        {
            answers.Add(answer);
        }

        return answers;
    }

    /// <summary>The status with which a call is refused: its code, its sentence and the path of the field.</summary>
    public static async Task<(StatusCode Code, string Message, string? Field)> RefusalAsync(Task call)
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(() => call);
        ErrorInfo info = refusal.Status.Detail<ErrorInfo>() ?? throw new InvalidOperationException($"no ErrorInfo in {refusal.Status}");
        Assert.Equal("piecewiselinear.v1", info.Domain);
        if (refusal.Status.Detail<BadRequest>() is not { } bad)
        {
            return (refusal.Status.Code, refusal.Status.Message, info.Metadata.TryGetValue("field", out string? field) ? field : null);
        }

        BadRequest.Types.FieldViolation violation = Assert.Single(bad.FieldViolations);
        Assert.Equal(refusal.Status.Message, violation.Description);
        Assert.Equal(info.Metadata["field"], violation.Field);
        return (refusal.Status.Code, refusal.Status.Message, violation.Field);
    }

    public static MethodDescriptor MethodOf(MessageDescriptor request)
        => new[]
        {
            ModelServiceReflection.Descriptor, RegionServiceReflection.Descriptor, PropertyServiceReflection.Descriptor, RobustnessServiceReflection.Descriptor,
            BoundaryServiceReflection.Descriptor, CertificateServiceReflection.Descriptor,
        }
            .SelectMany(static file => file.Services).SelectMany(static service => service.Methods).Single(method => method.InputType == request);

    private static async IAsyncEnumerable<UploadModelRequest> Stream(UploadModelRequest[] parts)
    {
        await Task.CompletedTask;
        foreach (UploadModelRequest part in parts)
        {
            yield return part;
        }
    }
}

/// <summary>Parts of uploads.</summary>
internal static class Uploads
{
    public static UploadModelRequest Header(string name, string sha256 = "") => new() { Header = new UploadHeader { FileName = name, Sha256 = sha256 } };

    public static UploadModelRequest Chunk(byte[] bytes) => new() { Chunk = ByteString.CopyFrom(bytes) };

    public static IEnumerable<UploadModelRequest> Chunks(byte[] file, int size) => file.Chunk(size).Select(Chunk);
}
