using Google.Protobuf.Reflection;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary><c>ModelService</c>: upload, get, list, delete.</summary>
internal sealed class ModelRpcService(ModelDirectory models, ServiceLimits limits) : IRpcService
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    public ServiceDescriptor Descriptor => V1.ModelServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods)
        => methods
            .ClientStreaming<V1.UploadModelRequest, V1.UploadModelResponse>("UploadModel", UploadAsync)
            .Unary<V1.GetModelRequest, V1.GetModelResponse>(
                "GetModel", (request, _) => Task.FromResult(new V1.GetModelResponse { Model = Describe(models.Require(request.Sha256, "sha256")) }))
            .Unary<V1.ListModelsRequest, V1.ListModelsResponse>("ListModels", (request, _) => Task.FromResult(List(request)))
            .Unary<V1.DeleteModelRequest, V1.DeleteModelResponse>("DeleteModel", (request, _) => Task.FromResult(Delete(request)));

    private async Task<V1.UploadModelResponse> UploadAsync(IAsyncEnumerable<V1.UploadModelRequest> parts, CallContext context)
    {
        V1.UploadHeader? header = null;
        using MemoryStream file = new();
        await foreach (V1.UploadModelRequest part in parts.WithCancellation(context.Cancellation))
        {
            switch (part.PartCase)
            {
                case V1.UploadModelRequest.PartOneofCase.Header when header is null:
                    header = CheckHeader(part.Header);
                    break;
                case V1.UploadModelRequest.PartOneofCase.Chunk when header is not null:
                    if (file.Length + part.Chunk.Length > limits.MaxModelBytes)
                    {
                        throw FieldError.Invalid("chunk", $"the model is larger than the limit of {limits.MaxModelBytes} bytes");
                    }

                    file.Write(part.Chunk.Span);
                    break;
                default:
                    throw FieldError.Invalid("part", "an upload is one header, first, and then only chunks");
            }
        }

        if (header is null)
        {
            throw FieldError.Invalid("part", "the upload ended without a header");
        }

        return Keep(header, file.ToArray());
    }

    private V1.UploadModelResponse Keep(V1.UploadHeader header, byte[] bytes)
    {
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        if (header.Sha256.Length > 0 && header.Sha256 != sha256)
        {
            throw FieldError.Invalid("header.sha256", $"the {bytes.Length} bytes that arrived have the SHA-256 {sha256}, the header announced {header.Sha256}");
        }

        try
        {
            (StoredModel model, bool existed) = models.Add(header.FileName, bytes);
            return new V1.UploadModelResponse { Model = Describe(model), AlreadyExisted = existed };
        }
        catch (NetworkFormatException e)
        {
            throw FieldError.Invalid("chunk", e.Message, e);
        }
    }

    private V1.ListModelsResponse List(V1.ListModelsRequest request)
    {
        if (request.PageSize is < 0 or > LargestPage)
        {
            throw FieldError.Invalid("page_size", $"the page size is {request.PageSize}, expected 1 to {LargestPage}, or 0 for {DefaultPage}");
        }

        if (request.PageToken.Length > 0 && !ModelDirectory.IsName(request.PageToken))
        {
            throw FieldError.Invalid("page_token", $"'{request.PageToken}' is no page token; expected the next_page_token of the page before");
        }

        int size = request.PageSize == 0 ? DefaultPage : request.PageSize;
        IReadOnlyList<string> names = models.List(request.PageToken, size + 1);
        V1.ListModelsResponse response = new() { NextPageToken = names.Count > size ? names[size - 1] : string.Empty };
        response.Models.AddRange(names.Take(size).Select(models.Find).OfType<StoredModel>().Select(Describe));
        return response;
    }

    private V1.DeleteModelResponse Delete(V1.DeleteModelRequest request)
    {
        ModelLookup.CheckName(request.Sha256, "sha256");
        return models.Remove(request.Sha256)
            ? new V1.DeleteModelResponse()
            : throw FieldError.NotFound("sha256", $"there is no model '{request.Sha256}'");
    }

    private static V1.UploadHeader CheckHeader(V1.UploadHeader header)
    {
        if (header.FileName.Length is 0 or > 255 || header.FileName.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            throw FieldError.Invalid("header.file_name", $"'{header.FileName}' is no file name; expected 1 to 255 characters without a path, such as network.onnx");
        }

        if (header.Sha256.Length > 0 && !ModelDirectory.IsName(header.Sha256))
        {
            throw FieldError.Invalid("header.sha256", $"'{header.Sha256}' is no SHA-256; expected 64 lower-case hexadecimal digits, or nothing");
        }

        return header;
    }

    private static V1.Model Describe(StoredModel model)
    {
        ReluNetwork network = model.Loaded.Network;
        V1.Model message = new()
        {
            Sha256 = model.Sha256,
            FileName = model.FileName,
            SizeBytes = model.Bytes.Length,
            Inputs = network.InputDimension,
            Outputs = network.OutputDimension,
            Format = model.Loaded.Format.Name(),
        };
        message.HiddenLayers.AddRange(network.HiddenLayers.Select(static layer => layer.Width));
        message.Notes.AddRange(model.Loaded.Report.Notes);
        return message;
    }
}
