using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest;
using Response = Grpc.Reflection.V1.ServerReflectionResponse;

namespace PiecewiseLinear.Rpc.Reflection;

/// <summary><c>grpc.reflection.v1.ServerReflection</c>: tells generic tools what the server offers.</summary>
/// <param name="services">The services, read at the first question, when all have been added.</param>
internal sealed class ReflectionService(Func<IReadOnlyList<ServiceDescriptor>> services) : IRpcService
{
    private readonly Lazy<DescriptorIndex> _index = new(() => new DescriptorIndex(services()));

    public ServiceDescriptor Descriptor => ReflectionReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods) => methods.DuplexStreaming<Request, Response>("ServerReflectionInfo", AnswerAsync);

    private async Task AnswerAsync(IAsyncEnumerable<Request> requests, IResponseStream<Response> responses, CallContext context)
    {
        await foreach (var request in requests)
        {
            var response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            await responses.WriteAsync(response, context.Cancellation);
        }
    }

    private Response Answer(Request request) => request.MessageRequestCase switch
    {
        Request.MessageRequestOneofCase.FileByFilename =>
            File(_index.Value.FileByName(request.FileByFilename), $"file '{request.FileByFilename}'"),
        Request.MessageRequestOneofCase.FileContainingSymbol =>
            File(_index.Value.FileBySymbol(request.FileContainingSymbol), $"symbol '{request.FileContainingSymbol}'"),
        Request.MessageRequestOneofCase.FileContainingExtension =>
            File(
                _index.Value.FileByExtension(request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber),
                $"extension {request.FileContainingExtension.ExtensionNumber} of '{request.FileContainingExtension.ContainingType}'"),
        Request.MessageRequestOneofCase.AllExtensionNumbersOfType =>
            _index.Value.ExtensionNumbers(request.AllExtensionNumbersOfType) is { } numbers
                ? new Response { AllExtensionNumbersResponse = new() { BaseTypeName = request.AllExtensionNumbersOfType, ExtensionNumber = { numbers } } }
                : Error(StatusCode.NotFound, $"There is no message type '{request.AllExtensionNumbersOfType}' here."),
        Request.MessageRequestOneofCase.ListServices => new Response
        {
            ListServicesResponse = new()
            {
                Service = { services().Select(s => s.FullName).Order(StringComparer.Ordinal).Select(name => new ServiceResponse { Name = name }) },
            },
        },
        _ => Error(StatusCode.InvalidArgument, "The request asks nothing."),
    };

    private static Response File(FileDescriptor? file, string wanted) => file is null
        ? Error(StatusCode.NotFound, $"There is no {wanted} here.")
        : new Response { FileDescriptorResponse = new() { FileDescriptorProto = { DescriptorIndex.WithImports(file) } } };

    private static Response Error(StatusCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
