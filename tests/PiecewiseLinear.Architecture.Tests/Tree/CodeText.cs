using System.Text.RegularExpressions;

namespace PiecewiseLinear.Architecture.Tests.Tree;

/// <summary>C# source seen as text.</summary>
internal static partial class CodeText
{
    /// <summary>The text with comments and the contents of ordinary strings blanked out; line numbers stay.</summary>
    public static string WithoutComments(string source) =>
        CommentOrString().Replace(source, match => match.Value[0] == '/' ? new string('\n', match.Value.Count(c => c == '\n')) : "\"\"");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*" """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrString();
}
