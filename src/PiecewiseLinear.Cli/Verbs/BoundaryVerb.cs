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

            return Task.FromResult(arguments.IsWhyNot(parsed) ? WhyNot(parsed, loaded, query, cancellationToken) : Find(parsed, loaded, query, cancellationToken));
        });
        return command;
    }

    private static int Find(ParseResult parsed, LoadedNetwork loaded, BoundaryQuery query, CancellationToken cancellationToken)
    {
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, cancellationToken);
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

    private static int WhyNot(ParseResult parsed, LoadedNetwork loaded, BoundaryQuery query, CancellationToken cancellationToken)
    {
        WhyNotAnswer answer = WhyNotEngine.Explain(query, progress: null, cancellationToken);
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
