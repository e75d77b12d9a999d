using System.Globalization;
using PiecewiseLinear.Regions;
using Spectre.Console;

namespace PiecewiseLinear.Cli;

/// <summary>Shows on standard error how far an enumeration is, when that is a terminal. The share is an estimate, and is called one.</summary>
internal static class EnumerationProgressBar
{
    /// <summary>Does the work with a bar above it, or without one where standard error is no terminal.</summary>
    public static T Show<T>(Func<IProgress<EnumerationProgress>?, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(null);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()).Start(context =>
        {
            ProgressTask task = context.AddTask("counting", maxValue: 1);
            return work(new Bar(task));
        });
    }

    private sealed class Bar(ProgressTask task) : IProgress<EnumerationProgress>
    {
        public void Report(EnumerationProgress value)
        {
            task.Value = value.EstimatedFraction;
            task.Description = string.Create(
                CultureInfo.InvariantCulture, $"{value.Regions:N0} regions, about {100 * value.EstimatedFraction:0} % (estimated)");
        }
    }
}
