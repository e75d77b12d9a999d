using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>The text formats in which inequalities are handed to other solvers.</summary>
public enum TextFormat
{
    /// <summary>The LP format.</summary>
    Lp,

    /// <summary>Free MPS.</summary>
    Mps,

    /// <summary>SMT-LIB 2, linear real arithmetic.</summary>
    SmtLib,
}

/// <summary>Writes systems in any of the formats.</summary>
internal static class TextFormats
{
    public static void Write(this TextFormat format, InequalitySystem system, TextWriter writer)
    {
        switch (format)
        {
            case TextFormat.Lp:
                LpFormatWriter.Write(system, writer);
                break;
            case TextFormat.Mps:
                MpsWriter.Write(system, writer);
                break;
            case TextFormat.SmtLib:
                SmtLibWriter.Write(system, writer);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "expected LP, MPS or SMT-LIB");
        }
    }
}
