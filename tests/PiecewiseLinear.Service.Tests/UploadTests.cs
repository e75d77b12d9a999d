using System.Security.Cryptography;
using System.Text;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Uploads over a real connection: kept whole or not at all.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private static readonly byte[] File = System.IO.File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", "g_trap_absx.json"));
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(File));
    private readonly RunningService _service = new() { Limits = new ServiceLimits { MaxModelBytes = 300_000 } };

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_file_in_chunks_becomes_a_model()
    {
        UploadModelResponse response = await _service.UploadAsync([Uploads.Header("trap.json", Sha256), .. Uploads.Chunks(File, 7)]);

        Assert.False(response.AlreadyExisted);
        Assert.Equal((Sha256, "trap.json", File.Length, 2, 1, "json"), (response.Model.Sha256, response.Model.FileName, (int)response.Model.SizeBytes, response.Model.Inputs, response.Model.Outputs, response.Model.Format));
        Assert.Equal([3, 1], response.Model.HiddenLayers);
        Assert.Equal([Sha256 + ".model", Sha256 + ".name"], _service.Files);
        Assert.Equal(File, await System.IO.File.ReadAllBytesAsync(Path.Combine(_service.DataDirectory, Sha256 + ".model")));
    }

    [Fact]
    public async Task The_same_file_twice_is_one_model_under_its_first_name()
    {
        await _service.UploadAsync(Uploads.Header("first.json"), Uploads.Chunk(File));
        UploadModelResponse second = await _service.UploadAsync(Uploads.Header("second.json"), Uploads.Chunk(File));

        Assert.True(second.AlreadyExisted);
        Assert.Equal("first.json", second.Model.FileName);
        Assert.Equal(2, _service.Files.Count());
    }

    [Fact]
    public async Task Models_outlive_the_service()
    {
        UploadModelResponse uploaded = await _service.UploadAsync(Uploads.Header("trap.json"), Uploads.Chunk(File));
        await _service.RestartAsync();

        GetModelResponse found = await _service.CallAsync<GetModelRequest, GetModelResponse>(new GetModelRequest { Sha256 = Sha256 });
        Assert.Equal(uploaded.Model, found.Model);
        Assert.True((await _service.UploadAsync(Uploads.Header("again.json"), Uploads.Chunk(File))).AlreadyExisted);
        GetRegionResponse region = await _service.RegionAsync(new GetRegionRequest { Question = Questions.At(Sha256, "-1/2", "1/3") });
        Assert.Equal(["011", "0"], region.Answer.Signs);
    }

    [Fact]
    public async Task Uploads_that_are_refused_leave_nothing()
    {
        await _service.UploadAsync(Uploads.Header("trap.json"), Uploads.Chunk(File));
        string[] before = [.. _service.Files];
        string other = new('0', 64);
        byte[] damaged = Encoding.UTF8.GetBytes("{\"layers\": 7}");

        await RefusedAsync("header.sha256", $"the {File.Length} bytes that arrived have the SHA-256 {Sha256}, the header announced {other}", Uploads.Header("trap.json", other), Uploads.Chunk(File));
        await RefusedAsync("header.sha256", "'ABC' is no SHA-256; expected 64 lower-case hexadecimal digits, or nothing", Uploads.Header("trap.json", "ABC"), Uploads.Chunk(File));
        await RefusedAsync("header.file_name", "'../trap.json' is no file name; expected 1 to 255 characters without a path, such as network.onnx", Uploads.Header("../trap.json"), Uploads.Chunk(File));
        await RefusedAsync("part", "an upload is one header, first, and then only chunks", Uploads.Chunk(File));
        await RefusedAsync("part", "an upload is one header, first, and then only chunks", Uploads.Header("a.json"), Uploads.Header("b.json"));
        await RefusedAsync("part", "an upload is one header, first, and then only chunks", Uploads.Header("a.json"), new UploadModelRequest());
        await RefusedAsync("part", "the upload ended without a header");
        await RefusedAsync("chunk", "the model is larger than the limit of 300000 bytes", [Uploads.Header("a.json"), .. Enumerable.Repeat(Uploads.Chunk(new byte[100_000]), 4)]);
        await RefusedAsync("chunk", "damaged.json: ", Uploads.Header("damaged.json"), Uploads.Chunk(damaged));
        await RefusedAsync("chunk", "empty.onnx: it is empty", Uploads.Header("empty.onnx"));
        Assert.Equal(before, _service.Files);
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_is_told_every_problem()
    {
        (StatusCode code, string message, string? field) = await RunningService.RefusalAsync(_service.UploadAsync(Uploads.Header("smooth.onnx"), Uploads.Chunk(SmoothNetwork.Bytes())));

        Assert.Equal((StatusCode.InvalidArgument, "chunk"), (code, field));
        Assert.Contains("Gelu", message, StringComparison.Ordinal);
        Assert.Contains("Tanh", message, StringComparison.Ordinal);
        Assert.Empty(_service.Files);
    }

    private async Task RefusedAsync(string field, string message, params UploadModelRequest[] parts)
    {
        (StatusCode code, string found, string? path) = await RunningService.RefusalAsync(_service.UploadAsync(parts));
        Assert.Equal((StatusCode.InvalidArgument, field), (code, path));
        Assert.StartsWith(message, found, StringComparison.Ordinal);
    }
}
