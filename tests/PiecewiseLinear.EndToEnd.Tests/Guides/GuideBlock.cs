using System.Text.RegularExpressions;

namespace PiecewiseLinear.EndToEnd.Tests.Guides;

/// <summary>A fenced block of a guide that is marked <c>test</c> after its language, for example <c>```console test</c>.</summary>
internal sealed partial record GuideBlock(string Language, int Line, string Content)
{
    /// <summary>The marked blocks of a Markdown text, in order.</summary>
    public static IReadOnlyList<GuideBlock> Of(string markdown) =>
        [.. Fence().Matches(markdown).Select(match => new GuideBlock(match.Groups[1].Value, 1 + markdown.AsSpan(0, match.Index).Count('\n'), match.Groups[2].Value))];

    /// <summary>
    /// The commands of a console block, each with the output that it promises: <c>$ command</c>, continued while a line ends in a
    /// backslash, and then the output up to the next command.
    /// </summary>
    public IEnumerable<(string Command, string Output)> Commands()
    {
        string[] lines = Content.Split('\n');
        for (var at = 0; at < lines.Length;)
        {
            Assert.True(lines[at].StartsWith("$ ", StringComparison.Ordinal), $"line {Line + 1 + at}: a console block begins with '$ ', here stands '{lines[at]}'");
            var command = lines[at++][2..];
            while (command.EndsWith('\\') && at < lines.Length)
            {
                command += "\n" + lines[at++];
            }

            var first = at;
            while (at < lines.Length && !lines[at].StartsWith("$ ", StringComparison.Ordinal))
            {
                at++;
            }

            yield return (command, string.Join('\n', lines[first..at]));
        }
    }

    /// <summary>Whether a text is what the guide shows; in it <c>…</c> stands for anything within a line, and alone on a line for any lines.</summary>
    public static bool Matches(string shown, string actual)
    {
        var pattern = Regex.Escape(shown.Trim()).Replace("\\n…\\n", "\\n(?:.*\\n)*?", StringComparison.Ordinal);
        pattern = LeadingOrTrailing().Replace(pattern, "[\\s\\S]*").Replace("…", ".*?", StringComparison.Ordinal);
        return Regex.IsMatch(actual.Trim(), $"^{pattern}$");
    }

    [GeneratedRegex(@"^```(\w+) test\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^…\\n|\\n…$")]
    private static partial Regex LeadingOrTrailing();
}
