using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Many points in one call.</summary>
public sealed class LocatePointsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_stream_answers_each_point_as_GetRegion_does()
    {
        string sha256 = await service.UploadAsync("models", "golden", "g_concurrent.json");
        Random random = new(11);
        double[] coordinates = [.. Enumerable.Range(0, 60).Select(_ => random.Next(-4, 5) / 4.0)];
        List<LocatePointsResponse> answers = await service.LocateAsync(new LocatePointsRequest { Sha256 = sha256, Points = Questions.Float64(coordinates), Box = Questions.Cube("-1", "1") });

        Assert.Equal(Enumerable.Range(0, 30).Select(static i => (long)i), answers.Select(static answer => answer.Index));
        Assert.Contains(answers, static answer => answer.Regions.Count > 1);
        Assert.Contains(answers, static answer => answer.Regions.Count == 1);
        foreach (LocatePointsResponse answer in answers)
        {
            int at = 2 * (int)answer.Index;
            PointRegions single = (await service.RegionAsync(new GetRegionRequest
            {
                Question = new RegionQuestion { Sha256 = sha256, Point = Questions.Doubles(coordinates[at], coordinates[at + 1]), Box = Questions.Cube("-1", "1") },
            })).Answer;
            Assert.Equal(single.Signs, answer.Signs);
            Assert.True(answer.Complete);
            Assert.Equal(single.Regions.Select(static region => string.Join(' ', region.Pattern)), answer.Regions.Select(static pattern => string.Join(' ', pattern.Layers)));
            Assert.All(answer.Regions, static pattern => Assert.Equal(Packed(string.Concat(pattern.Layers)), pattern.Packed.ToByteArray()));
        }
    }

    [Fact]
    public async Task No_points_have_no_answers()
    {
        string sha256 = await service.UploadAsync("models", "golden", "g_concurrent.json");
        Assert.Empty(await service.LocateAsync(new LocatePointsRequest { Sha256 = sha256, Points = Questions.Doubles() }));
    }

    private static byte[] Packed(string bits)
    {
        byte[] packed = new byte[(bits.Length + 7) / 8];
        for (int k = 0; k < bits.Length; k++)
        {
            packed[k / 8] |= (byte)((bits[k] - '0') << (k % 8));
        }

        return packed;
    }
}
