using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// The box of inputs that a VNN-LIB property states: its top-level assertions <c>(&lt;= X_i c)</c> and <c>(&gt;= X_i c)</c> (either order of the operands, also inside
/// a top-level conjunction). Assertions that speak of outputs are passed over; numbers are read exactly.
/// </summary>
public static class VnnLibInputBounds
{
    /// <summary>Reads the bounds of all inputs.</summary>
    /// <param name="text">The text of the property.</param>
    /// <param name="fileName">The file's name, for messages.</param>
    /// <param name="inputs">The number of inputs of the network.</param>
    /// <exception cref="NetworkFormatException">The text is malformed, an input lacks a bound, or the inputs are constrained by a disjunction.</exception>
    public static Box Read(string text, string fileName, int inputs)
    {
        try
        {
            Rational?[] lower = new Rational?[inputs], upper = new Rational?[inputs];
            foreach (SymbolicExpression item in SymbolicExpression.ParseAll(text))
            {
                if (item.Items is [{ Word: "assert" }, var body])
                {
                    Collect(body, lower, upper);
                }
            }

            for (int j = 0; j < inputs; j++)
            {
                if (lower[j] is null || upper[j] is null)
                {
                    throw new FormatException($"input X_{j} has no {(lower[j] is null ? "lower" : "upper")} bound; a box needs both for each of the {inputs} inputs");
                }
            }

            return new Box([.. lower.Select(static x => x!.Value)], [.. upper.Select(static x => x!.Value)]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new NetworkFormatException(fileName, e.Message, e);
        }
    }

    private static void Collect(SymbolicExpression body, Rational?[] lower, Rational?[] upper)
    {
        if (body.Items is [{ Word: "and" }, ..])
        {
            foreach (SymbolicExpression part in body.Items.Skip(1))
            {
                Collect(part, lower, upper);
            }
        }
        else if (body.Items is [{ Word: "<=" or ">=" }, { Word: not null }, { Word: not null }] && TryBound(body, lower.Length, out int input, out Rational bound, out bool isUpper))
        {
            Rational?[] ends = isUpper ? upper : lower;
            ends[input] = ends[input] is not { } old ? bound : isUpper ? Rational.Min(old, bound) : Rational.Max(old, bound);
        }
        else if (MentionsInput(body))
        {
            throw new FormatException(
                $"line {body.Line}: this assertion constrains the inputs by something other than a bound (a disjunction, or inputs mixed with outputs); expected a box");
        }
    }

    private static bool TryBound(SymbolicExpression comparison, int inputs, out int input, out Rational bound, out bool isUpper)
    {
        string left = comparison.Items[1].Word!, right = comparison.Items[2].Word!;
        isUpper = comparison.Items[0].Word == "<=";
        input = -1;
        bound = default;
        if (!IsInput(left) && IsInput(right))
        {
            (left, right) = (right, left);
            isUpper = !isUpper;
        }

        if (!IsInput(left) || right.StartsWith('X') || right.StartsWith('Y'))
        {
            return false;
        }

        if (!int.TryParse(left.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out input) || input >= inputs)
        {
            throw new FormatException($"line {comparison.Line}: {left} is none of the {inputs} inputs X_0 … X_{inputs - 1}");
        }

        if (!Rational.TryParse(right, out bound, out string? error))
        {
            throw new FormatException($"line {comparison.Line}: {error}");
        }

        return true;
    }

    private static bool IsInput(string word) => word.StartsWith("X_", StringComparison.Ordinal);

    private static bool MentionsInput(SymbolicExpression expression)
    {
        Stack<SymbolicExpression> pending = new([expression]);
        while (pending.TryPop(out SymbolicExpression? next))
        {
            if (next.Word is { } word && IsInput(word))
            {
                return true;
            }

            foreach (SymbolicExpression item in next.Items)
            {
                pending.Push(item);
            }
        }

        return false;
    }
}
