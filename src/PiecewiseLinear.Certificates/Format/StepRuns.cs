using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// A step as text: a positive unit times integers without a common divisor, in runs of neighboring inputs. A run is the first input and the integers from there on, apart by one
/// space; it begins and ends with an integer that is not 0, and ends where the <see cref="LongestGap"/> + 1 inputs that follow do not move.
/// </summary>
internal static class StepRuns
{
    /// <summary>The number of inputs in a row that may stay where they are within a run.</summary>
    public const int LongestGap = 4;

    /// <summary>The unit and the runs of a step whose inputs ascend; the unit is 1 for no step at all.</summary>
    public static (Rational Unit, IReadOnlyList<(int First, string Integers)> Runs) Of(ImmutableArray<InputStep> step)
    {
        if (step.IsEmpty)
        {
            return (Rational.One, []);
        }

        (BigInteger[] integers, BigInteger denominator) = IntegerVectors.Common([.. step.Select(static part => part.Distance)]);
        BigInteger content = BigInteger.Zero;
        foreach (BigInteger integer in integers)
        {
            content = BigInteger.GreatestCommonDivisor(content, integer);
        }

        List<(int First, List<string> Integers)> runs = [];
        for (int k = 0; k < integers.Length; k++)
        {
            int gap = k == 0 ? int.MaxValue : step[k].Input - step[k - 1].Input - 1;
            if (gap > LongestGap)
            {
                runs.Add((step[k].Input, []));
            }
            else
            {
                runs[^1].Integers.AddRange(Enumerable.Repeat("0", gap));
            }

            runs[^1].Integers.Add((integers[k] / content).ToString(CultureInfo.InvariantCulture));
        }

        return (new Rational(content, denominator), [.. runs.Select(static run => (run.First, string.Join(' ', run.Integers)))]);
    }

    /// <summary>The step of a unit and runs; false with the reason for anything that <see cref="Of"/> would not write.</summary>
    public static bool TryRead(Rational unit, IEnumerable<(int First, string Integers)> runs, out ImmutableArray<InputStep> step, out string problem)
    {
        ImmutableArray<InputStep>.Builder parts = ImmutableArray.CreateBuilder<InputStep>();
        step = [];
        foreach ((int first, string text) in runs)
        {
            if (parts.Count > 0 && first <= parts[^1].Input)
            {
                problem = $"the inputs of a step ascend, found {first} after {parts[^1].Input}";
                return false;
            }

            int input = first;
            foreach (string spelled in text.Split(' '))
            {
                if (!CanonicalNumber.TryInteger(spelled, out BigInteger integer, out problem))
                {
                    return false;
                }

                if (!integer.IsZero)
                {
                    parts.Add(new InputStep(input, unit * integer));
                }

                input++;
            }
        }

        step = parts.DrainToImmutable();
        problem = unit.Sign > 0 && Of(step) is var (canonical, spelling) && canonical == unit && spelling.SequenceEqual(runs)
            ? ""
            : $"expected a step in its one spelling: a positive unit, integers without a common divisor, runs that neither begin nor end with 0 and go on over at most {LongestGap} zeros";
        return problem.Length == 0;
    }
}
