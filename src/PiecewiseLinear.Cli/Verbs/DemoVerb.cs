using System.CommandLine;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin demo</c>: starts the service in a process of its own and asks it about a handwritten digit over gRPC.</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        Option<string> models = new("--models") { HelpName = "DIR", Description = "The folder of the bundled models.", DefaultValueFactory = static _ => "models" };
        Option<string> output = new("--out") { HelpName = "DIR", Description = "Where certificates and the picture go.", DefaultValueFactory = static _ => Path.Combine("artifacts", "demo") };
        Command command = new("demo", "Ask a running service about a trained network, end to end.") { models, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            string folder = parsed.GetValue(output)!;
            Directory.CreateDirectory(folder);
            await using ServiceProcess service = await ServiceProcess.StartAsync(Path.Combine(folder, "service"), limit.Token);
            using DemoConversation conversation = new(service.Address, Path.Combine(parsed.GetValue(models)!, "digits"), folder);
            return await conversation.RunAsync(limit.Token) ? ExitStatus.Answered : ExitStatus.Invalid;
        });
        return command;
    }
}
