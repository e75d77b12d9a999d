using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Pieces of SMT-LIB text; every number exact.</summary>
internal static class SmtText
{
    /// <summary>A real number: <c>3.0</c>, <c>(- 3.0)</c>, <c>(/ 1.0 3.0)</c>.</summary>
    public static string Number(Rational value)
    {
        Rational magnitude = Rational.Abs(value);
        string numerator = magnitude.Numerator.ToString(CultureInfo.InvariantCulture) + ".0";
        string text = magnitude.IsInteger ? numerator : $"(/ {numerator} {magnitude.Denominator.ToString(CultureInfo.InvariantCulture)}.0)";
        return value.Sign < 0 ? $"(- {text})" : text;
    }

    /// <summary>The name of input <paramref name="index"/>.</summary>
    public static string Input(int index) => string.Create(CultureInfo.InvariantCulture, $"X_{index}");

    /// <summary>The name of output <paramref name="index"/>.</summary>
    public static string Output(int index) => string.Create(CultureInfo.InvariantCulture, $"Y_{index}");

    /// <summary>Σ coefficient·name + constant.</summary>
    public static string Sum(IEnumerable<(Rational Coefficient, string Name)> terms, Rational constant)
    {
        string[] products =
        [
            .. terms.Where(static term => !term.Coefficient.IsZero).Select(static term => term.Coefficient == Rational.One ? term.Name : $"(* {Number(term.Coefficient)} {term.Name})"),
            .. constant.IsZero ? [] : new[] { Number(constant) },
        ];
        return products.Length switch
        {
            0 => "0.0",
            1 => products[0],
            _ => $"(+ {string.Join(' ', products)})",
        };
    }
}
