using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using PiecewiseLinear.Rpc.Tests.Echo;

namespace PiecewiseLinear.Rpc.Tests;

/// <summary>The answers of server reflection.</summary>
public sealed class ReflectionTests(EchoServer server) : IClassFixture<EchoServer>
{
    [Theory]
    [InlineData("rpctest.v1.EchoService")]
    [InlineData("rpctest.v1.EchoService.Echo")]
    [InlineData("rpctest.v1.InspectResponse.Entry")]
    [InlineData("rpctest.v1.InspectResponse.Entry.value")]
    public async Task Symbol_is_found_in_its_file(string symbol)
    {
        var answer = Assert.Single(await Ask(new ServerReflectionRequest { FileContainingSymbol = symbol }));

        Assert.Equal("rpctest/v1/echo.proto", FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]).Name);
        Assert.Equal(symbol, answer.OriginalRequest.FileContainingSymbol);
    }

    [Fact]
    public async Task Enum_values_oneofs_and_files_are_found()
    {
        var answers = await Ask(
            new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.SERVING" },
            new ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING" },
            new ServerReflectionRequest { FileContainingSymbol = "grpc.reflection.v1.ServerReflectionRequest.message_request" },
            new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" });

        Assert.Equal(
            ["grpc/health/v1/health.proto", "error", "grpc/reflection/v1/reflection.proto", "grpc/health/v1/health.proto"],
            answers.Select(a => a.ErrorResponse is not null ? "error" : FileDescriptorProto.Parser.ParseFrom(a.FileDescriptorResponse.FileDescriptorProto[0]).Name));
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_of_the_answer_not_of_the_call()
    {
        var answers = await Ask(
            new ServerReflectionRequest { FileContainingSymbol = "no.such.Thing" },
            new ServerReflectionRequest { FileByFilename = "no.proto" },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "rpctest.v1.EchoRequest", ExtensionNumber = 9 } },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "no.such.Type" },
            new ServerReflectionRequest());

        Assert.Equal([5, 5, 5, 5, 3], answers.Select(a => a.ErrorResponse.ErrorCode));
        Assert.Equal("There is no symbol 'no.such.Thing' here.", answers[0].ErrorResponse.ErrorMessage);
    }

    [Fact]
    public async Task Type_without_extensions_has_none()
    {
        var answer = Assert.Single(await Ask(new ServerReflectionRequest { AllExtensionNumbersOfType = "rpctest.v1.EchoRequest" }));

        Assert.Equal("rpctest.v1.EchoRequest", answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public async Task Old_name_answers_the_same()
    {
        using var http = RawHttp.Http2(server);
        var answer = await http.Send(
            HttpMethod.Post,
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            "application/grpc",
            RawHttp.Frame(new ServerReflectionRequest { ListServices = "*" }));

        Assert.Equal("0", answer.Trailers["grpc-status"]);
        var services = ServerReflectionResponse.Parser.ParseFrom(answer.Body.AsSpan(5)).ListServicesResponse.Service.Select(s => s.Name);
        Assert.Equal(["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "rpctest.v1.EchoService"], services);
    }

    private async Task<List<ServerReflectionResponse>> Ask(params ServerReflectionRequest[] requests)
    {
        using var client = server.NewClient();
        var answers = new List<ServerReflectionResponse>();
        var method = ReflectionReflection.Descriptor.Services[0].FindMethodByName("ServerReflectionInfo");
        await foreach (var answer in client.DuplexStreamingAsync<ServerReflectionRequest, ServerReflectionResponse>(method, Stream()))
        {
            answers.Add(answer);
        }

        return answers;

        async IAsyncEnumerable<ServerReflectionRequest> Stream()
        {
            foreach (var request in requests)
            {
                await Task.Yield();
                yield return request;
            }
        }
    }
}
