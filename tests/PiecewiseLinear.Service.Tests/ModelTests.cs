using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Getting, listing and deleting models.</summary>
public sealed class ModelTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string[] Names = ["g_trap_absx", "g_dup", "g_concurrent", "g_deadlayer", "g_zigzag_2d_k1"];

    [Fact]
    public async Task Pages_hold_every_model_once_in_order()
    {
        List<string> uploaded = [];
        foreach (string name in Names)
        {
            uploaded.Add(await service.UploadAsync("models", "golden", name + ".json"));
        }

        List<string> listed = [];
        string token = string.Empty;
        int pages = 0;
        do
        {
            ListModelsResponse page = await service.CallAsync<ListModelsRequest, ListModelsResponse>(new ListModelsRequest { PageSize = 2, PageToken = token });
            Assert.InRange(page.Models.Count, 1, 2);
            listed.AddRange(page.Models.Select(static model => model.Sha256));
            token = page.NextPageToken;
            pages++;
        }
        while (token.Length > 0);

        Assert.Equal(uploaded.Order(StringComparer.Ordinal), listed);
        Assert.Equal(3, pages);
        ListModelsResponse all = await service.CallAsync<ListModelsRequest, ListModelsResponse>(new ListModelsRequest());
        Assert.Equal(listed, all.Models.Select(static model => model.Sha256));
        Assert.Equal(string.Empty, all.NextPageToken);
    }

    [Fact]
    public async Task A_deleted_model_is_gone_for_good()
    {
        string sha256 = await service.UploadAsync("models", "golden", "g_seed1_demo.json");
        await service.CallAsync<DeleteModelRequest, DeleteModelResponse>(new DeleteModelRequest { Sha256 = sha256 });

        Assert.DoesNotContain(service.Files, file => file.Contains(sha256, StringComparison.Ordinal));
        string message = $"there is no model '{sha256}'";
        Assert.Equal((StatusCode.NotFound, message + "; upload it first", "sha256"), await RunningService.RefusalAsync(service.CallAsync<GetModelRequest, GetModelResponse>(new GetModelRequest { Sha256 = sha256 })));
        Assert.Equal((StatusCode.NotFound, message, "sha256"), await RunningService.RefusalAsync(service.CallAsync<DeleteModelRequest, DeleteModelResponse>(new DeleteModelRequest { Sha256 = sha256 })));
        Assert.Equal((StatusCode.NotFound, message + "; upload it first", "question.sha256"), await RunningService.RefusalAsync(service.RegionAsync(new GetRegionRequest { Question = Questions.At(sha256, "0", "0") })));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("33D5EDE167ED543E16B765E206D35293FF25C3050BDE417ECC74E3A52EC7035E")]
    [InlineData("../../../../../../../../../../../../../../../../../../etc/passwd")]
    public async Task A_name_that_is_no_sha256_is_refused(string name)
    {
        string message = $"'{name}' is no SHA-256; expected 64 lower-case hexadecimal digits";
        Assert.Equal((StatusCode.InvalidArgument, message, "sha256"), await RunningService.RefusalAsync(service.CallAsync<GetModelRequest, GetModelResponse>(new GetModelRequest { Sha256 = name })));
        Assert.Equal((StatusCode.InvalidArgument, message, "sha256"), await RunningService.RefusalAsync(service.CallAsync<DeleteModelRequest, DeleteModelResponse>(new DeleteModelRequest { Sha256 = name })));
        Assert.Equal((StatusCode.InvalidArgument, message, "question.sha256"), await RunningService.RefusalAsync(service.RegionAsync(new GetRegionRequest { Question = Questions.At(name, "0") })));
        Assert.Equal((StatusCode.InvalidArgument, message, "sha256"), await RunningService.RefusalAsync(service.LocateAsync(new LocatePointsRequest { Sha256 = name })));
    }

    [Fact]
    public async Task Pages_that_cannot_be_are_refused()
    {
        Assert.Equal(
            (StatusCode.InvalidArgument, "the page size is -1, expected 1 to 1000, or 0 for 100", "page_size"),
            await RunningService.RefusalAsync(service.CallAsync<ListModelsRequest, ListModelsResponse>(new ListModelsRequest { PageSize = -1 })));
        Assert.Equal(
            (StatusCode.InvalidArgument, "'2' is no page token; expected the next_page_token of the page before", "page_token"),
            await RunningService.RefusalAsync(service.CallAsync<ListModelsRequest, ListModelsResponse>(new ListModelsRequest { PageToken = "2" })));
    }
}
