using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A truth value or an exact number.</summary>
/// <param name="IsBool">Which of the two.</param>
/// <param name="Truth">The truth value.</param>
/// <param name="Number">The number.</param>
internal readonly record struct FormulaValue(bool IsBool, bool Truth, Rational Number)
{
    public static FormulaValue Of(bool truth) => new(true, truth, Rational.Zero);

    public static FormulaValue Of(Rational number) => new(false, false, number);
}

/// <summary>
/// Evaluates formulas at exact values: Boolean structure, ite, let, the user's own functions, + − * /, comparisons, abs, to_real, to_int, is_int, div and mod, as SMT-LIB defines them (Reals_Ints). It
/// knows nothing of any solver.
/// </summary>
internal sealed class FormulaEvaluator(ScriptNames names, IReadOnlyDictionary<string, FormulaValue> values)
{
    private const int MostSteps = 1 << 20;
    private const long MostBits = 1L << 17;
    private const int MostDepth = 512;
    private static readonly NumberLimits s_numbers = new(100_000, 0);
    private readonly Dictionary<string, FormulaValue> _constants = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, FormulaValue> _bound = ImmutableDictionary.Create<string, FormulaValue>(StringComparer.Ordinal);
    private int _steps;
    private int _depth;

    /// <summary>Whether all formulas hold; null where one cannot be evaluated here.</summary>
    public bool? AllHold(ImmutableArray<SmtNode> formulas)
    {
        try
        {
            return formulas.All(formula => Truth(formula));
        }
        catch (NotEvaluableException)
        {
            return null;
        }
    }

    private bool Truth(SmtNode node) => Of(node) is { IsBool: true } value ? value.Truth : throw new NotEvaluableException();

    private Rational Number(SmtNode node) => Of(node) is { IsBool: false } value ? value.Number : throw new NotEvaluableException();

    private FormulaValue Of(SmtNode node)
    {
        if (++_steps > MostSteps || _depth > MostDepth)
        {
            throw new NotEvaluableException();
        }

        _depth++;
        FormulaValue value = node.Word is { } word ? Word(word) : node.Head is { } head ? Apply(head, node.Items) : throw new NotEvaluableException();
        _depth--;
        return !value.IsBool && Math.Max(value.Number.Numerator.GetBitLength(), value.Number.Denominator.GetBitLength()) > MostBits ? throw new NotEvaluableException() : value;
    }

    private FormulaValue Word(string word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return Rational.TryParse(word, s_numbers, out Rational number, out _) ? FormulaValue.Of(number) : throw new NotEvaluableException();
        }

        string name = ScriptNames.Plain(word);
        if (_bound.TryGetValue(name, out FormulaValue value) || values.TryGetValue(name, out value) || _constants.TryGetValue(name, out value))
        {
            return value;
        }

        if (names.Functions.TryGetValue(name, out DefinedFunction? constant) && constant.Parameters.IsEmpty)
        {
            return _constants[name] = Call(constant, []);
        }

        return word switch
        {
            "true" => FormulaValue.Of(true),
            "false" => FormulaValue.Of(false),
            _ => throw new NotEvaluableException(),
        };
    }

    private FormulaValue Apply(string head, ImmutableArray<SmtNode> items)
    {
        ReadOnlySpan<SmtNode> operands = items.AsSpan()[1..];
        if (names.Functions.TryGetValue(ScriptNames.Plain(head), out DefinedFunction? function))
        {
            return function.Parameters.Length == operands.Length ? Call(function, operands) : throw new NotEvaluableException();
        }

        switch (head)
        {
            case "!" when operands.Length > 0:
                return Of(operands[0]);
            case "let" when operands.Length == 2:
                return Let(operands[0], operands[1]);
            case "not" when operands.Length == 1:
                return FormulaValue.Of(!Truth(operands[0]));
            case "and":
                return FormulaValue.Of(Truths(operands).All(static t => t));
            case "or":
                return FormulaValue.Of(Truths(operands).Any(static t => t));
            case "xor" when operands.Length > 1:
                return FormulaValue.Of(Truths(operands).Aggregate(static (a, b) => a ^ b));
            case "=>" when operands.Length > 1:
                bool[] chain = Truths(operands);
                return FormulaValue.Of(chain[^1] || chain[..^1].Any(static t => !t));
            case "ite" when operands.Length == 3:
                return Of(Truth(operands[0]) ? operands[1] : operands[2]);
            case "=" or "distinct" when operands.Length > 1:
                return Equality(head, operands);
            default:
                return Arithmetic(head, Numbers(operands));
        }
    }

    private FormulaValue Equality(string head, ReadOnlySpan<SmtNode> operands)
    {
        FormulaValue[] all = new FormulaValue[operands.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = Of(operands[i]);
            if (all[i].IsBool != all[0].IsBool)
            {
                throw new NotEvaluableException();
            }
        }

        return FormulaValue.Of(head == "=" ? all.All(v => v == all[0]) : all.Distinct().Count() == all.Length);
    }

    private static FormulaValue Arithmetic(string head, Rational[] x)
        => head switch
        {
            "+" when x.Length > 0 => FormulaValue.Of(x.Aggregate(static (a, b) => a + b)),
            "-" when x.Length == 1 => FormulaValue.Of(-x[0]),
            "-" when x.Length > 1 => FormulaValue.Of(x.Aggregate(static (a, b) => a - b)),
            "*" when x.Length > 0 => FormulaValue.Of(x.Aggregate(static (a, b) => a * b)),
            "/" when x.Length > 1 && x.Skip(1).All(static d => !d.IsZero) => FormulaValue.Of(x.Aggregate(static (a, b) => a / b)),
            "<" or "<=" or ">" or ">=" when x.Length > 1 => FormulaValue.Of(x.Zip(x.Skip(1)).All(pair => head switch
            {
                "<" => pair.First < pair.Second,
                "<=" => pair.First <= pair.Second,
                ">" => pair.First > pair.Second,
                _ => pair.First >= pair.Second,
            })),
            "abs" when x.Length == 1 => FormulaValue.Of(Rational.Abs(x[0])),
            "to_real" when x.Length == 1 => FormulaValue.Of(x[0]),
            "to_int" when x.Length == 1 => FormulaValue.Of((Rational)Floor(x[0])),
            "is_int" when x.Length == 1 => FormulaValue.Of(x[0].IsInteger),
            "div" or "mod" when x.Length == 2 && x[0].IsInteger && x[1].IsInteger && !x[1].IsZero => Division(head, x[0].Numerator, x[1].Numerator),
            _ => throw new NotEvaluableException(),
        };

    /// <summary>m = n·q + r with 0 ≤ r &lt; |n|, as SMT-LIB defines div and mod.</summary>
    private static FormulaValue Division(string head, BigInteger m, BigInteger n)
    {
        BigInteger r = BigInteger.Remainder(m, n);
        r = r.Sign < 0 ? r + BigInteger.Abs(n) : r;
        return FormulaValue.Of((Rational)(head == "mod" ? r : (m - r) / n));
    }

    private static BigInteger Floor(Rational value)
    {
        BigInteger quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    private FormulaValue Let(SmtNode bindings, SmtNode body)
    {
        ImmutableDictionary<string, FormulaValue> outside = _bound, inside = outside;
        foreach (SmtNode binding in bindings.Items)
        {
            inside = binding is { Items.Length: 2, Head: { } name } ? inside.SetItem(ScriptNames.Plain(name), Of(binding.Items[1])) : throw new NotEvaluableException();
        }

        _bound = inside;
        FormulaValue value = Of(body);
        _bound = outside;
        return value;
    }

    private FormulaValue Call(DefinedFunction function, ReadOnlySpan<SmtNode> operands)
    {
        ImmutableDictionary<string, FormulaValue> outside = _bound;
        ImmutableDictionary<string, FormulaValue> inside = ImmutableDictionary.Create<string, FormulaValue>(StringComparer.Ordinal);
        for (int i = 0; i < operands.Length; i++)
        {
            inside = inside.SetItem(function.Parameters[i], Of(operands[i]));
        }

        _bound = inside;
        FormulaValue value = Of(function.Body);
        _bound = outside;
        return value;
    }

    /// <summary>All of them: a part that is not needed for the truth must be evaluable, too, so that what is said does not depend on an order.</summary>
    private bool[] Truths(ReadOnlySpan<SmtNode> nodes)
    {
        bool[] truths = new bool[nodes.Length];
        for (int i = 0; i < truths.Length; i++)
        {
            truths[i] = Truth(nodes[i]);
        }

        return truths;
    }

    private Rational[] Numbers(ReadOnlySpan<SmtNode> nodes)
    {
        Rational[] numbers = new Rational[nodes.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number(nodes[i]);
        }

        return numbers;
    }

#pragma warning disable CA1032, CA1064, RCS1194 // it never leaves this file
    private sealed class NotEvaluableException : Exception;
#pragma warning restore CA1032, CA1064, RCS1194
}
