using System.Text.Json;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>A test server, and what a client program printed after calling it: one JSON object by behaviour.</summary>
public abstract class ClientRun : EchoServer
{
    private JsonElement _results;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        using var results = JsonDocument.Parse(await RunClientAsync());
        _results = results.RootElement.Clone();
    }

    /// <summary>What happened in one behaviour.</summary>
    internal JsonElement Result(string behaviour)
    {
        var result = _results.GetProperty(behaviour);
        Assert.False(result.TryGetProperty("unexpected", out var unexpected), unexpected.ToString());
        return result;
    }

    private protected abstract Task<string> RunClientAsync();
}

/// <summary>Debian's grpcio (C core).</summary>
public sealed class GrpcioRun : ClientRun
{
    private protected override async Task<string> RunClientAsync()
    {
        var stubs = Directory.CreateTempSubdirectory("rpc-stubs-");
        try
        {
            await TestClients.RunAsync("protoc", [
                "-I", TestClients.Protos, $"--python_out={stubs.FullName}", $"--grpc_out={stubs.FullName}",
                "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin", "rpctest/v1/echo.proto"]);
            return await TestClients.RunAsync("/usr/bin/python3", [TestClients.Script("grpcio_client.py"), stubs.FullName, $"{Port}"]);
        }
        finally
        {
            stubs.Delete(recursive: true);
        }
    }
}

/// <summary>@grpc/grpc-js on Node.</summary>
public sealed class GrpcJsRun : ClientRun
{
    private protected override async Task<string> RunClientAsync()
    {
        await TestClients.PackagesAsync();
        return await TestClients.RunAsync("node", [TestClients.Script("grpc_js_client.mjs"), TestClients.Protos, $"{Port}"]);
    }
}
