using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>Reads the commands of a VNN-LIB text into declarations and asserted formulas.</summary>
internal ref struct VnnLibParser(ReadOnlySpan<char> text, VnnLibLimits limits)
{
    private VnnLibTokenizer _tokens = new(text);
    private readonly List<VnnLibFormula> _asserted = [];
    private readonly HashSet<int> _inputs = [];
    private readonly HashSet<int> _outputs = [];
    private int _depth;
    private int _comparisons;

    /// <summary>The number of declared inputs; all X_0 … X_{n−1} are declared.</summary>
    public readonly int InputCount => _inputs.Count;

    /// <summary>The number of declared outputs; all Y_0 … Y_{m−1} are declared.</summary>
    public readonly int OutputCount => _outputs.Count;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="FormatException">It is malformed; the message names line and column.</exception>
    public List<VnnLibFormula> Parse()
    {
        for (_tokens.Next(); _tokens.Kind != VnnLibToken.End;)
        {
            Expect(VnnLibToken.Open, "a command such as (assert (<= X_0 1))");
            Command();
        }

        ExpectComplete(_inputs, 'X');
        ExpectComplete(_outputs, 'Y');
        return _asserted;
    }

    private void Command()
    {
        if (Is("assert"))
        {
            _tokens.Next();
            _asserted.Add(Formula());
            Expect(VnnLibToken.Close, "the ')' that closes the assertion");
        }
        else if (Is("declare-const") || Is("declare-fun"))
        {
            bool isFunction = Is("declare-fun");
            _tokens.Next();
            Declare();
            if (isFunction)
            {
                Expect(VnnLibToken.Open, "(), since variables take no arguments");
                Expect(VnnLibToken.Close, "(), since variables take no arguments");
            }

            if (!Is("Real"))
            {
                throw Error("the sort Real");
            }

            _tokens.Next();
            Expect(VnnLibToken.Close, "the ')' that closes the declaration");
        }
        else if (Is("set-logic") || Is("set-info") || Is("set-option") || Is("check-sat") || Is("get-model") || Is("exit"))
        {
            SkipCommand();
        }
        else
        {
            throw Error("assert or declare-const");
        }
    }

    private void SkipCommand()
    {
        for (int open = 1; open > 0; _tokens.Next())
        {
            open += _tokens.Kind switch
            {
                VnnLibToken.Open => 1,
                VnnLibToken.Close => -1,
                VnnLibToken.End => throw Error("the ')' that closes the command"),
                _ => 0,
            };
        }
    }

    private void Declare()
    {
        (bool output, int index) = VariableName() ?? throw Error("a variable X_i or Y_j");
        if (index >= limits.MaxVariables)
        {
            throw Error($"a variable with a number below the limit of {limits.MaxVariables}");
        }

        if (!(output ? _outputs : _inputs).Add(index))
        {
            throw Error("a variable that is not declared yet");
        }

        _tokens.Next();
    }

    private VnnLibFormula Formula()
    {
        Enter("a formula: (and …), (or …), (<= a b) or (>= a b)");
        VnnLibFormula formula;
        if (Is("and") || Is("or"))
        {
            List<VnnLibFormula> parts = [];
            formula = Is("and") ? new ConjunctionFormula(parts) : new DisjunctionFormula(parts);
            for (_tokens.Next(); _tokens.Kind != VnnLibToken.Close;)
            {
                parts.Add(Formula());
            }
        }
        else if (Is("<=") || Is(">="))
        {
            bool atMost = Is("<=");
            if (++_comparisons > limits.MaxComparisons)
            {
                throw Error($"at most {limits.MaxComparisons} comparisons");
            }

            _tokens.Next();
            VnnLibExpression left = Expression(), right = Expression();
            VnnLibExpression difference = new();
            difference.Add(left, atMost ? 1 : -1);
            difference.Add(right, atMost ? -1 : 1);
            formula = new ComparisonFormula(difference.AtMostZero());
        }
        else
        {
            throw Error("and, or, <= or >=");
        }

        Leave();
        return formula;
    }

    private VnnLibExpression Expression()
    {
        if (_tokens.Kind == VnnLibToken.Word)
        {
            VnnLibExpression single = Atom();
            _tokens.Next();
            return single;
        }

        Enter("a variable, a number or a linear expression");
        VnnLibExpression sum;
        if (Is("*"))
        {
            _tokens.Next();
            VnnLibExpression left = Expression(), right = Expression();
            if (!left.IsConstant && !right.IsConstant)
            {
                throw Error("a product with at most one variable, since properties are linear");
            }

            sum = new VnnLibExpression();
            sum.Add(left.IsConstant ? right : left, left.IsConstant ? left.Constant : right.Constant);
        }
        else if (Is("+") || Is("-"))
        {
            bool minus = Is("-");
            _tokens.Next();
            sum = new VnnLibExpression();
            int count = 0;
            for (; _tokens.Kind != VnnLibToken.Close; count++)
            {
                sum.Add(Expression(), minus && count > 0 ? -1 : 1);
            }

            if (minus && count == 1)
            {
                VnnLibExpression positive = sum;
                sum = new VnnLibExpression();
                sum.Add(positive, -1);
            }
        }
        else
        {
            throw Error("+, - or *");
        }

        Leave();
        return sum;
    }

    private readonly VnnLibExpression Atom()
    {
        if (VariableName() is { } variable)
        {
            return (variable.Output ? _outputs : _inputs).Contains(variable.Index)
                ? VnnLibExpression.OfVariable(variable.Output, variable.Index)
                : throw Error("a declared variable");
        }

        return Rational.TryParse(_tokens.Word.ToString(), out Rational value, out string? problem)
            ? VnnLibExpression.OfConstant(value)
            : throw new FormatException($"{Place()}: expected a variable X_i or Y_j or a number; {problem}");
    }

    private readonly (bool Output, int Index)? VariableName()
        => _tokens.Kind == VnnLibToken.Word && _tokens.Word.Length > 2 && _tokens.Word[0] is 'X' or 'Y' && _tokens.Word[1] == '_'
            && int.TryParse(_tokens.Word[2..], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? (_tokens.Word[0] == 'Y', index)
                : null;

    private void Enter(string expected)
    {
        Expect(VnnLibToken.Open, expected);
        if (++_depth > limits.MaxDepth)
        {
            throw Error($"parentheses that nest at most {limits.MaxDepth} deep");
        }
    }

    private void Leave()
    {
        Expect(VnnLibToken.Close, "')'");
        _depth--;
    }

    private readonly bool Is(string word) => _tokens.Kind == VnnLibToken.Word && _tokens.Word.SequenceEqual(word);

    private void Expect(VnnLibToken kind, string expected)
    {
        if (_tokens.Kind != kind)
        {
            throw Error(expected);
        }

        _tokens.Next();
    }

    private static void ExpectComplete(HashSet<int> declared, char letter)
    {
        for (int i = 0; i < declared.Count; i++)
        {
            if (!declared.Contains(i))
            {
                throw new FormatException($"{declared.Count} variables {letter} are declared, but not {letter}_{i}; expected {letter}_0 … {letter}_{declared.Count - 1}");
            }
        }
    }

    private readonly FormatException Error(string expected)
    {
        string found = _tokens.Kind == VnnLibToken.End ? "the end of the file"
            : _tokens.Word.Length > 40 ? $"'{_tokens.Word[..37]}...'"
            : $"'{_tokens.Word}'";
        return new FormatException($"{Place()}: expected {expected}; found {found}");
    }

    private readonly string Place() => string.Create(CultureInfo.InvariantCulture, $"line {_tokens.Line}, column {_tokens.Column}");
}
