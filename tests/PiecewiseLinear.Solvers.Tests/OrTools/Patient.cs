using PiecewiseLinear.Solvers.OrTools;

namespace PiecewiseLinear.Solvers.Tests.OrTools;

/// <summary>Options for tests that are about answers, not about time: a slow and loaded machine has to start Node and load OR-Tools first.</summary>
internal static class Patient
{
    public static OrToolsOptions Options { get; } = new() { Timeout = TimeSpan.FromMinutes(10) };
}
