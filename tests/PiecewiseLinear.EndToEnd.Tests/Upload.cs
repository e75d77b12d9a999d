using Google.Protobuf;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>Sends a model to a service.</summary>
internal static class Upload
{
    /// <summary>Sends a file in one chunk; answers its SHA-256.</summary>
    public static async Task<string> FileAsync(RpcClient client, string path)
    {
        UploadModelResponse response = await client.ClientStreamingAsync<UploadModelRequest, UploadModelResponse>(
            ModelServiceReflection.Descriptor.Services[0].FindMethodByName("UploadModel"), Parts(path));
        return response.Model.Sha256;
    }

    private static async IAsyncEnumerable<UploadModelRequest> Parts(string path)
    {
        yield return new UploadModelRequest { Header = new UploadHeader { FileName = Path.GetFileName(path) } };
        yield return new UploadModelRequest { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(path)) };
    }
}
