using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>
/// The answer of <c>plin verify</c> in the form of VNN-COMP: <c>sat</c>, <c>unsat</c>, <c>unknown</c> or <c>timeout</c> in the first line; after <c>sat</c> the counterexample. The
/// numbers of its input are printed in full, so that reading them back gives the same point; those of its output are the nearest doubles.
/// </summary>
internal static class VerifyText
{
    public static void Print(VerificationOutcome outcome)
    {
        Console.WriteLine(outcome.Verdict switch
        {
            Verdict.Holds => "unsat",
            Verdict.Violated => "sat",
            _ => outcome.TimedOut ? "timeout" : "unknown",
        });
        if (outcome.Witness is { } witness)
        {
            Console.WriteLine(string.Join('\n', Lines(witness)));
            Console.Error.WriteLine(witness.Float32Agrees
                ? "plin: a float32 replay of the counterexample violates the property too"
                : "plin: over the reals this point violates the property; a float32 replay of it does not");
        }
        else if (outcome.Reason is { } reason)
        {
            Console.Error.WriteLine($"plin: {reason}");
            if (outcome.MarginLower is { } margin)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plin: proved: the margin is at least {margin:R} (0 or less would violate)"));
            }
        }
    }

    private static string[] Lines(Witness witness)
    {
        string[] values =
        [
            .. witness.Input.Select(static (x, i) => string.Create(CultureInfo.InvariantCulture, $"(X_{i} {InFull(x)})")),
            .. witness.Output.Select(static (y, i) => string.Create(CultureInfo.InvariantCulture, $"(Y_{i} {y.ToDoubleApproximate():R})")),
        ];
        values[0] = "(" + values[0];
        values[^1] += ")";
        return values;
    }

    /// <summary>All digits of a number with a finite expansion; a fraction otherwise (only where an input is fixed at one).</summary>
    private static string InFull(Rational value) => DecimalExpansion.Of(value, 4000) ?? value.ToString();
}
