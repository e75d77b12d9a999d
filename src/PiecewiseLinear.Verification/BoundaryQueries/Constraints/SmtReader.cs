using System.Collections.Immutable;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Reads S-expressions of SMT-LIB 2 with their places, within fixed limits on length, depth and number.</summary>
internal sealed class SmtReader(string text, string origin)
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>The deepest nesting; what reads the trees recurses.</summary>
    public const int MostDepth = 256;

    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All expressions of the text, in order.</summary>
    /// <exception cref="ConstraintException">The text is no list of S-expressions, or exceeds a limit.</exception>
    public ImmutableArray<SmtNode> ReadAll()
    {
        if (text.Length > MostCharacters)
        {
            throw new ConstraintException(origin, 0, 0, $"the constraints have {text.Length} characters, at most {MostCharacters} are read");
        }

        ImmutableArray<SmtNode>.Builder nodes = ImmutableArray.CreateBuilder<SmtNode>();
        for (SkipBlanks(); _at < text.Length; SkipBlanks())
        {
            nodes.Add(Read(0));
        }

        return nodes.ToImmutable();
    }

    private SmtNode Read(int depth)
    {
        int line = _line, column = Column, start = _at;
        char c = text[_at];
        if (depth > MostDepth)
        {
            throw Error("the expressions are nested too deep", $"at most {MostDepth} levels");
        }

        if (c == ')')
        {
            throw Error("a closing parenthesis", "an expression: it closes nothing");
        }

        if (c != '(')
        {
            return new SmtNode(ReadWord(), [], line, column, start, _at);
        }

        _at++;
        ImmutableArray<SmtNode>.Builder items = ImmutableArray.CreateBuilder<SmtNode>();
        for (SkipBlanks(); ; SkipBlanks())
        {
            if (_at == text.Length)
            {
                throw new ConstraintException(origin, line, column, "the parenthesis that opens here is never closed");
            }

            if (text[_at] == ')')
            {
                _at++;
                return new SmtNode(null, items.ToImmutable(), line, column, start, _at);
            }

            items.Add(Read(depth + 1));
        }
    }

    private string ReadWord()
    {
        int start = _at;
        char quote = text[_at];
        if (quote is '|' or '"')
        {
            int end = text.IndexOf(quote, _at + 1);
            if (end < 0)
            {
                throw Error($"a word that begins with {quote}", $"a closing {quote}");
            }

            for (; _at <= end; _at++)
            {
                CountLine();
            }

            return text[start.._at];
        }

        while (_at < text.Length && text[_at] is not ('(' or ')' or ';' or '|' or '"') && !char.IsWhiteSpace(text[_at]))
        {
            if (text[_at] is < '!' or > '~')
            {
                throw Error($"the character U+{(int)text[_at]:X4}", "printable ASCII characters");
            }

            _at++;
        }

        return text[start.._at];
    }

    private int Column => _at - _lineStart + 1;

    private void SkipBlanks()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == ';'))
        {
            if (text[_at] == ';')
            {
                int end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
                continue;
            }

            CountLine();
            _at++;
        }
    }

    private void CountLine()
    {
        if (text[_at] == '\n')
        {
            _line++;
            _lineStart = _at + 1;
        }
    }

    private ConstraintException Error(string found, string expected) => new(origin, _line, Column, $"found {found}, expected {expected}");
}
