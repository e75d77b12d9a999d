using System.CommandLine;
using System.Globalization;
using System.Net;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin serve</c>.</summary>
internal static class ServeVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "serve";

    /// <summary>Longer than a server takes to stop: 20 seconds for running calls (<see cref="Rpc.RpcOptions.DrainTime"/>), within the 30 that the host has to close all connections.</summary>
    public static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        Option<string> address = new("--address") { HelpName = "IP", Description = "Where to listen.", DefaultValueFactory = static _ => "127.0.0.1" };
        Option<string> port = new("--grpc-port") { HelpName = "PORT", Description = "The port for gRPC (HTTP/2 without TLS); 0 picks a free one.", DefaultValueFactory = static _ => "5080" };
        Option<string?> webPort = new("--web-port") { HelpName = "PORT", Description = "The port for gRPC-Web, Connect and curl (HTTP/1.1 without TLS); 0 picks a free one. Default: the one above --grpc-port, 5081." };
        Option<string[]> origins = new("--allow-origin") { HelpName = "ORIGIN", Description = "Web pages of this origin may call, such as https://example.org; may be repeated; * means any. Pages on this machine always may." };
        Option<string> data = new("--data") { HelpName = "DIR", Description = "Where models are kept.", DefaultValueFactory = static _ => DefaultData() };
        Command command = new(Name, "Run the service.") { address, port, webPort, origins, data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using PlinServer server = await PlinServer.StartAsync(
                new PlinServerOptions
                {
                    Grpc = new IPEndPoint(AddressOf(parsed.GetValue(address)!), PortOf("--grpc-port", parsed.GetValue(port)!)),
                    Web = parsed.GetValue(webPort) is { } web ? new IPEndPoint(AddressOf(parsed.GetValue(address)!), PortOf("--web-port", web)) : null,
                    AllowedOrigins = parsed.GetValue(origins) ?? [],
                    DataDirectory = parsed.GetValue(data)!,
                },
                cancellationToken);
            await Console.Out.WriteLineAsync($"gRPC on {server.Address}");
            await Console.Out.WriteLineAsync($"gRPC-Web and Connect on {server.WebAddress}");
            await server.WaitForShutdownAsync(cancellationToken);
            return ExitStatus.Answered;
        });
        return command;
    }

    /// <summary>The user's data directory for models, by the XDG convention.</summary>
    private static string DefaultData()
    {
        string root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(root.Length == 0 ? Path.GetTempPath() : root, "piecewiselinear", "models");
    }

    private static IPAddress AddressOf(string text)
        => IPAddress.TryParse(text, out IPAddress? address) ? address : throw new BadInputException($"--address: '{text}' is no IP address; expected one such as 127.0.0.1");

    private static int PortOf(string option, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new BadInputException($"{option}: '{text}' is no port; expected 0 to {IPEndPoint.MaxPort}");
}
