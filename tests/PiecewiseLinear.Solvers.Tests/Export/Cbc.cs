using System.Globalization;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Solvers.Tests.Export;

/// <summary>CBC, a solver of mixed-integer programs that is not ours, by its command.</summary>
internal static class Cbc
{
    private const string Found = "Objective value:";

    /// <summary>Reads an MPS file and solves it to the end: the minimum.</summary>
    public static async Task<double> SolveMpsAsync(string text)
    {
        using TemporaryFolder folder = new();
        ProgramResult result = await ExternalProgram.RunAsync("cbc", [folder.Write("program.mps", text), "-ratioGap", "0", "-allowableGap", "0", "-solve"]);
        Assert.True(result.Status == 0 && result.Output.Contains("Optimal solution found", StringComparison.Ordinal), result.ToString());
        string line = result.Output.Split('\n').Single(static line => line.StartsWith(Found, StringComparison.Ordinal));
        return double.Parse(line[Found.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Reads an MPS file and says whether it has a solution.</summary>
    public static async Task<bool> IsFeasibleMpsAsync(string text)
    {
        using TemporaryFolder folder = new();
        ProgramResult result = await ExternalProgram.RunAsync("cbc", [folder.Write("program.mps", text), "-solve"]);
        bool found = result.Output.Contains("Optimal solution found", StringComparison.Ordinal), none = result.Output.Contains("infeasible", StringComparison.OrdinalIgnoreCase);
        Assert.True(result.Status == 0 && found != none, result.ToString());
        return found;
    }
}
