namespace PiecewiseLinear.Networks;

/// <summary>The kinds of tokens of SMT-LIB that VNN-LIB uses.</summary>
internal enum VnnLibToken
{
    End,
    Open,
    Close,
    Word,
}

/// <summary>Reads a text token by token, knowing line and column; comments run from a semicolon to the end of the line. Allocates nothing.</summary>
internal ref struct VnnLibTokenizer(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The kind of the current token.</summary>
    public VnnLibToken Kind { get; private set; }

    /// <summary>The current word.</summary>
    public ReadOnlySpan<char> Word { get; private set; }

    /// <summary>Where the current token begins, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Where the current token begins, from 1.</summary>
    public int Column { get; private set; } = 1;

    /// <summary>Moves to the next token.</summary>
    public void Next()
    {
        SkipBlanks();
        Line = _line;
        Column = _at - _lineStart + 1;
        if (_at == _text.Length)
        {
            Kind = VnnLibToken.End;
            Word = default;
            return;
        }

        char c = _text[_at];
        if (c is '(' or ')')
        {
            Kind = c == '(' ? VnnLibToken.Open : VnnLibToken.Close;
            Word = _text.Slice(_at++, 1);
            return;
        }

        int start = _at;
        while (_at < _text.Length && _text[_at] is not ('(' or ')' or ';') && !char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        Kind = VnnLibToken.Word;
        Word = _text[start.._at];
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\n')
            {
                _line++;
                _lineStart = ++_at;
            }
            else if (c == ';')
            {
                int end = _text[_at..].IndexOf('\n');
                _at = end < 0 ? _text.Length : _at + end;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }
}
