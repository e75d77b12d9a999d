using Google.Protobuf;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>
/// The same mistake is INVALID_ARGUMENT over the wire and exit status 2 in the shell, with the same sentence; the shell may put the option or file
/// before it, as the wire has the field's path beside it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime")]
public sealed class SameSentenceTests(ServiceProcess service) : IClassFixture<ServiceProcess>, IAsyncLifetime
{
    private static readonly string Trap = RepositoryRoot.Combine("models", "golden", "g_trap_absx.json");
    private static readonly string Other = RepositoryRoot.Combine("models", "golden", "g_dup.json");

    private readonly RpcClient _client = new(service.Address);
    private string _sha256 = string.Empty;

    public async Task InitializeAsync() => _sha256 = await Upload.FileAsync(_client, Trap);

    public Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("1", "-1", "1", Norm.L2, "l2")]
    [InlineData("0,NaN", "-1", "1", Norm.L2, "l2")]
    [InlineData("1/0,0", "-1", "1", Norm.L2, "l2")]
    [InlineData("zero,0", "-1", "1", Norm.L2, "l2")]
    [InlineData("0,0", "1", "-1", Norm.L2, "l2")]
    [InlineData("0,0", "1/0", "1", Norm.L2, "l2")]
    [InlineData("0,0", "-1", "x", Norm.L2, "l2")]
    [InlineData("5,0", "-1", "1", Norm.L2, "l2")]
    [InlineData("0,0", "-1", "1", (Norm)7, "7")]
    public async Task Questions(string point, string lower, string upper, Norm norm, string normName)
    {
        RationalVector numbers = new();
        numbers.Values.AddRange(point.Split(',').Select(static x => new Rational { Value = x }));
        GetRegionRequest request = new()
        {
            Question = new RegionQuestion
            {
                Sha256 = _sha256,
                Point = new Vector { Rationals = numbers },
                Box = new Box { EveryInput = new Interval { Lower = new Rational { Value = lower }, Upper = new Rational { Value = upper } } },
            },
            Norm = norm,
        };
        string wire = await RefusedAsync<GetRegionRequest, GetRegionResponse>(RegionServiceReflection.Descriptor.Services[0].FindMethodByName("GetRegion"), request);
        AssertSame(wire, await Plin.RunAsync("region", Trap, "--point", point, "--box", $"{lower},{upper}", "--norm", normName));
    }

    [Fact]
    public async Task Certificates()
    {
        using TemporaryFolder folder = new();
        string certificate = folder.File("c");
        Assert.Equal(0, (await Plin.RunAsync("region", Other, "--point", "1/3,1/5", "--certificate", certificate)).Status);
        await CertificateAsync(certificate);
        string newer = (await File.ReadAllTextAsync(certificate)).Replace("\"version\":\"1\"", "\"version\":\"2\"", StringComparison.Ordinal);
        await CertificateAsync(folder.Write("newer", newer));
        await CertificateAsync(folder.Write("none", "not a certificate\n"));
    }

    [Fact]
    public async Task Models()
    {
        using TemporaryFolder folder = new();
        string broken = folder.Write("broken.json", """{"layers": [{"W": [[1, 2], [3]], "b": [0, 0]}]}""");
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(() => Upload.FileAsync(_client, broken));
        Assert.Equal(StatusCode.InvalidArgument, refusal.Status.Code);
        AssertSame(refusal.Status.Message, await Plin.RunAsync("info", broken));
    }

    private static void AssertSame(string wire, ProgramResult shell)
    {
        Assert.True(shell.Status == 2, shell.ToString());
        Assert.Equal(string.Empty, shell.Output);
        Assert.StartsWith("plin: ", shell.Errors, StringComparison.Ordinal);
        Assert.EndsWith(" " + wire + "\n", shell.Errors, StringComparison.Ordinal);
        string place = shell.Errors["plin: ".Length..^(wire.Length + 1)];
        Assert.True(place.Length == 0 || place.StartsWith("--", StringComparison.Ordinal) || place.StartsWith('/'), $"'{place}' is neither an option nor a file");
    }

    private async Task CertificateAsync(string path)
    {
        CheckRequest request = new() { Sha256 = _sha256, Certificate = ByteString.CopyFrom(await File.ReadAllBytesAsync(path)) };
        string wire = await RefusedAsync<CheckRequest, CheckResponse>(CertificateServiceReflection.Descriptor.Services[0].FindMethodByName("Check"), request);
        AssertSame(wire, await Plin.RunAsync("check", Trap, path));
    }

    private async Task<string> RefusedAsync<TRequest, TResponse>(Google.Protobuf.Reflection.MethodDescriptor method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(() => _client.UnaryAsync<TRequest, TResponse>(method, request));
        Assert.Equal(StatusCode.InvalidArgument, refusal.Status.Code);
        Assert.NotNull(refusal.Status.Detail<Google.Rpc.BadRequest>());
        return refusal.Status.Message;
    }
}
