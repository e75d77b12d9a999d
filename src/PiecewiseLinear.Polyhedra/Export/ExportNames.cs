using System.Buffers;

namespace PiecewiseLinear.Polyhedra;

/// <summary>The names that LP, MPS and SMT-LIB readers all understand as names.</summary>
internal static class ExportNames
{
    private const int LongestName = 200;

    private static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    private static readonly SearchValues<char> s_characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.0123456789");

    /// <summary>The words of the formats.</summary>
    private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "free", "inf", "infinity", "st", "s.t.", "st.", "subject", "such", "that", "to", "min", "minimum", "minimize", "minimise", "max", "maximum",
        "maximize", "maximise", "bound", "bounds", "end", "general", "generals", "gen", "integer", "integers", "int", "binary", "binaries", "bin",
        "semi", "semis", "sos", "sos1", "sos2", "name", "rows", "columns", "rhs", "ranges", "endata", "objsense", "let", "par", "forall", "exists", "match", "as", "and",
        "or", "not", "xor", "ite", "true", "false", "distinct", "real", "bool", "assert", "define", "declare", "rng", "bnd",
    };

    /// <summary>Throws unless a name is a name in every format.</summary>
    /// <exception cref="ArgumentException">It is not; the message quotes it.</exception>
    public static void Validate(string name)
    {
        bool shape = name.Length is > 0 and <= LongestName && s_letters.Contains(name[0]) && !name.AsSpan().ContainsAnyExcept(s_characters);

        // e5 could be read as the exponent of the number before it.
        bool exponent = shape && name[0] is 'e' or 'E' && (name.Length == 1 || char.IsAsciiDigit(name[1]));
        if (!shape || exponent || s_words.Contains(name))
        {
            throw new ArgumentException(
                $"the name '{name}' cannot be written, expected a letter or underscore, then letters, digits, underscores or points (at most {LongestName}), and no word of LP, MPS or SMT-LIB");
        }
    }
}
