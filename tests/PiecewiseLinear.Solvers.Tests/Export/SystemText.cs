using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Tests.Export;

/// <summary>Systems as text.</summary>
internal static class SystemText
{
    public static string Lp(InequalitySystem system) => Write(writer => LpFormatWriter.Write(system, writer));

    public static string Mps(InequalitySystem system) => Write(writer => MpsWriter.Write(system, writer));

    public static string SmtLib(InequalitySystem system) => Write(writer => SmtLibWriter.Write(system, writer));

    private static string Write(Action<TextWriter> write)
    {
        using StringWriter writer = new();
        write(writer);
        return writer.ToString();
    }
}
