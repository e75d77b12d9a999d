using System.Net;
using System.Net.Sockets;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>A service that cannot start says why in one line.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await RefusedAsync($"plin: cannot listen on 127.0.0.1:{port}: Address already in use\n", "--grpc-port", $"{port}", "--data", _folder.File("models"));
    }

    [Fact]
    public async Task A_web_port_that_is_taken()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await RefusedAsync($"plin: cannot listen on 127.0.0.1:{port}: Address already in use\n", "--grpc-port", "0", "--web-port", $"{port}", "--data", _folder.File("models"));
    }

    [Fact]
    public Task An_address_of_another_machine()
        => RefusedAsync("plin: cannot listen on 192.0.2.1:0: Cannot assign requested address\n", "--address", "192.0.2.1", "--grpc-port", "0", "--data", _folder.File("models"));

    [Fact]
    public async Task A_data_folder_that_is_a_file()
    {
        string file = _folder.Write("models", "no folder");
        await RefusedAsync($"plin: cannot keep models in the folder '{file}': ", "--grpc-port", "0", "--data", file);
    }

    [Theory]
    [InlineData("--grpc-port: '65536' is no port; expected 0 to 65535", "--grpc-port", "65536")]
    [InlineData("--web-port: 'http' is no port; expected 0 to 65535", "--web-port", "http")]
    [InlineData("--address: 'here' is no IP address; expected one such as 127.0.0.1", "--address", "here")]
    public Task Options(string sentence, params string[] arguments) => RefusedAsync("plin: " + sentence + "\n", arguments);

    private static async Task RefusedAsync(string message, params string[] arguments)
    {
        ProgramResult result = await Plin.RunAsync(["serve", .. arguments]);
        Assert.True(result.Status == 2, result.ToString());
        Assert.Equal(string.Empty, result.Output);
        Assert.StartsWith(message, result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, result.Errors.AsSpan().Count('\n'));
    }
}
