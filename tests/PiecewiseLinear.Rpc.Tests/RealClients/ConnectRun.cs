namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>@connectrpc/connect-web on Node, over HTTP/1.1 as in a browser.</summary>
public abstract class ConnectRun(string protocol) : ClientRun
{
    private protected override async Task<string> RunClientAsync()
    {
        await TestClients.PackagesAsync();
        var descriptors = Path.GetTempFileName();
        try
        {
            await TestClients.RunAsync("protoc", ["-I", TestClients.Protos, "--include_imports", $"--descriptor_set_out={descriptors}", "rpctest/v1/echo.proto"]);
            return await TestClients.RunAsync("node", [TestClients.Script("connect_client.mjs"), descriptors, Http1Address.GetLeftPart(UriPartial.Authority), protocol]);
        }
        finally
        {
            File.Delete(descriptors);
        }
    }
}

/// <summary>Connect with JSON.</summary>
public sealed class ConnectJsonRun() : ConnectRun("connect-json");

/// <summary>Connect with binary messages.</summary>
public sealed class ConnectProtoRun() : ConnectRun("connect-proto");

/// <summary>gRPC-Web.</summary>
public sealed class GrpcWebRun() : ConnectRun("grpc-web");
