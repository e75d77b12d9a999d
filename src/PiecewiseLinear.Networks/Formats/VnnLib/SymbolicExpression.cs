using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>An SMT-LIB expression: a word, or a list of expressions.</summary>
/// <param name="Line">The line where it starts, from 1.</param>
/// <param name="Word">The word, or null for a list.</param>
/// <param name="Items">The items of a list.</param>
internal sealed record SymbolicExpression(int Line, string? Word, ImmutableArray<SymbolicExpression> Items)
{
    private const int MaxDepth = 1_000;

    /// <summary>The top-level expressions of a text; comments run from a semicolon to the end of the line.</summary>
    /// <exception cref="FormatException">Parentheses do not match, or nest more than 1,000 deep; the message names the line.</exception>
    public static ImmutableArray<SymbolicExpression> ParseAll(string text)
    {
        Stack<(int Line, List<SymbolicExpression> Items)> open = new();
        open.Push((1, []));
        int line = 1;
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (c == '\n')
            {
                line++;
                at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == ';')
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (c == '(')
            {
                at++;
                open.Push((line, []));
                if (open.Count > MaxDepth)
                {
                    throw new FormatException($"line {line}: parentheses nest more than {MaxDepth} deep");
                }
            }
            else if (c == ')')
            {
                at++;
                if (open.Count == 1)
                {
                    throw new FormatException($"line {line}: this ')' closes nothing");
                }

                (int start, List<SymbolicExpression> items) = open.Pop();
                open.Peek().Items.Add(new SymbolicExpression(start, null, [.. items]));
            }
            else
            {
                int end = at;
                while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or ';'))
                {
                    end++;
                }

                open.Peek().Items.Add(new SymbolicExpression(line, text[at..end], []));
                at = end;
            }
        }

        return open.Count == 1 ? [.. open.Peek().Items] : throw new FormatException($"line {open.Peek().Line}: this '(' is never closed");
    }
}
