using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>The nested inequalities over a real connection.</summary>
public sealed class InequalityTests(RunningService service) : IClassFixture<RunningService>, IAsyncLifetime
{
    private string _trap = string.Empty;

    public async Task InitializeAsync() => _trap = await service.UploadAsync("models", "golden", "g_trap_absx.json");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Composed()
    {
        GetInequalitiesResponse response = await AskAsync(new GetInequalitiesRequest());
        Assert.Equal(
            ["0:0 [-1: 1 0] <= 0", "0:1 [-1: 1 0] <= 4", "0:2 [-1: 0 -1] <= 1/2", "1:0 [-1: -1 0] <= 1", "x0< [-1: 1 0] <= 1", "x0> [-1: -1 0] <= 1", "x1< [-1: 0 1] <= 1", "x1> [-1: 0 -1] <= 1"],
            response.Inequalities.Select(Text).Order(StringComparer.Ordinal));
        Assert.Empty(response.Text);
    }

    [Fact]
    public async Task Irredundant_inequalities_are_the_facets()
    {
        GetInequalitiesResponse response = await AskAsync(new GetInequalitiesRequest { Irredundant = true });
        Assert.Equal(
            ["0:0 [-1: 1 0] <= 0", "0:2 [-1: 0 -1] <= 1/2", "x0> [-1: -1 0] <= 1", "x1< [-1: 0 1] <= 1"],
            response.Inequalities.Select(Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Layered()
    {
        GetInequalitiesResponse response = await AskAsync(new GetInequalitiesRequest { Layered = true });
        Assert.Equal(
            ["0:0 [-1: 1 0] <= 0", "0:1 [-1: 1 0] <= 4", "0:2 [-1: 0 -1] <= 1/2", "1:0 [0: 2 1 0] <= 5", "x0> [-1: -1 0] <= 1", "x0< [-1: 1 0] <= 1", "x1> [-1: 0 -1] <= 1", "x1< [-1: 0 1] <= 1"],
            response.Inequalities.Select(Text));
    }

    [Theory]
    [InlineData(InequalityFormat.Lp, "Subject To")]
    [InlineData(InequalityFormat.Mps, "ENDATA")]
    [InlineData(InequalityFormat.Smt2, "(check-sat)")]
    public async Task Text_comes_along(InequalityFormat format, string mark)
    {
        foreach (bool layered in new[] { false, true })
        {
            GetInequalitiesResponse response = await AskAsync(new GetInequalitiesRequest { Format = format, Layered = layered });
            Assert.Contains(mark, response.Text, StringComparison.Ordinal);
            Assert.Contains("network sha256 " + _trap, response.Text, StringComparison.Ordinal);
            Assert.Equal(layered, response.Text.Contains("h0_1", StringComparison.Ordinal));
        }
    }

    private static string Text(Inequality inequality)
        => $"{inequality.Row.Text()} {string.Join(' ', inequality.Terms.Select(static term => $"[{term.Layer}: {term.Normal.Text()}]"))} <= {inequality.Offset.Text()}";

    private Task<GetInequalitiesResponse> AskAsync(GetInequalitiesRequest request)
    {
        request.Question = Questions.InSquare(_trap, "-1/2", "1/3");
        return service.CallAsync<GetInequalitiesRequest, GetInequalitiesResponse>(request);
    }
}
