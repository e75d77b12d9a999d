using System.CommandLine;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Service;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin boundary MODEL --point P</c>: a point on the decision boundary, or across it, under conditions that need logic; and why a class does not win.</summary>
internal static class BoundaryVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        BoundaryArguments arguments = new();
        Command command = new("boundary", "A point on or across the decision boundary under conditions: few changes, integers, categories, your own SMT-LIB constraints.") { model };
        foreach (Option option in arguments.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            using SolverCatalog solvers = new();
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            BoundaryQuery query = arguments.Query(parsed, loaded, solvers);
            foreach (string note in query.Constraints?.Notes ?? [])
            {
                Console.Error.WriteLine("plin: " + note);
            }

            return Task.FromResult(arguments.IsWhyNot(parsed)
                ? WhyNot(parsed, loaded, query, arguments.Certificate(parsed), cancellationToken)
                : Find(parsed, loaded, query, arguments.Certificate(parsed), cancellationToken));
        });
        return command;
    }

    private static int Find(ParseResult parsed, LoadedNetwork loaded, BoundaryQuery query, string? certificate, CancellationToken cancellationToken)
    {
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, cancellationToken);
        WriteCertificate(certificate, answer, loaded.Sha256);
        if (parsed.GetValue(CommonOptions.Json))
        {
            bool exact = parsed.GetValue(CommonOptions.Exact);
            JsonOutput.Print(writer => BoundaryJson.Write(writer, loaded.Sha256, query, answer, exact));
        }
        else
        {
            BoundaryText.Print(query, answer);
        }

        return answer.Status == BoundaryStatus.Unknown ? ExitStatus.BudgetExhausted : ExitStatus.Answered;
    }

    private static void WriteCertificate(string? file, BoundaryAnswer answer, string sha256)
    {
        if (file is null)
        {
            return;
        }

        if (answer.Proof is null)
        {
            Console.Error.WriteLine($"plin: nothing of this answer is proved by our own search: '{file}' is not written");
            return;
        }

        OutputFile.Write(file, stream => BoundaryCertificate.Write(answer, sha256, stream));
    }

    private static int WhyNot(ParseResult parsed, LoadedNetwork loaded, BoundaryQuery query, string? certificate, CancellationToken cancellationToken)
    {
        WhyNotAnswer answer = WhyNotEngine.Explain(query, progress: null, cancellationToken);
        WriteCertificate(certificate, answer.Change, loaded.Sha256);
        if (parsed.GetValue(CommonOptions.Json))
        {
            bool exact = parsed.GetValue(CommonOptions.Exact);
            JsonOutput.Print(writer => WhyNotJson.Write(writer, loaded.Sha256, query, answer, exact));
        }
        else
        {
            WhyNotText.Print(query, answer);
        }

        return answer.Change.Status == BoundaryStatus.Unknown ? ExitStatus.BudgetExhausted : ExitStatus.Answered;
    }
}
