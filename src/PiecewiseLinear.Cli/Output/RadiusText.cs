using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin radius</c> for people.</summary>
internal static class RadiusText
{
    public static void Print(RadiusQuery query, RadiusAnswer answer, bool exact)
    {
        string against = query.Target is { } target ? $"class {target}" : "another class";
        if (answer.None)
        {
            Console.WriteLine($"none: {against} neither ties nor wins anywhere in the domain (class {answer.Label} is kept)");
            return;
        }

        if (answer.IsExact)
        {
            Console.WriteLine($"{Number(answer.Upper!.Value.ToDoubleApproximate())} is the {query.Norm.Name()} distance to the nearest point where {against} ties or wins (class {answer.Label} is kept)");
            Console.WriteLine($"exactly {Spell(answer.Upper.Value)}");
        }
        else
        {
            string upper = answer.Upper is { } known ? $"at most {Number(known.RoundUp())}" : "no point known where it does";
            Console.WriteLine($"at least {Number(answer.Lower!.Value.RoundDown())}, {upper}: the {query.Norm.Name()} distance to the nearest point where {against} ties or wins (class {answer.Label} is kept)");
            Console.Error.WriteLine($"plin: not exact: {answer.Incomplete}");
        }

        if (answer.Nearest is { } point)
        {
            Console.WriteLine($"class {answer.Other} ties or wins at {string.Join(' ', point.Select(x => exact ? x.ToString() : Number(x.ToDoubleApproximate())))}");
        }
    }

    public static void PrintTable(RadiusQuery query, IEnumerable<RadiusAnswer> answers, bool exact)
    {
        Console.WriteLine($"point  label  other  {query.Norm.Name(),-14}  {(exact ? "exact" : "exact?")}");
        int index = 0;
        foreach (RadiusAnswer answer in answers)
        {
            string distance = answer.None ? "none" : answer.IsExact ? Number(answer.Upper!.Value.ToDoubleApproximate())
                : $"{Number(answer.Lower!.Value.RoundDown())}..{(answer.Upper is { } upper ? Number(upper.RoundUp()) : "?")}";
            string last = !answer.IsExact ? $"no: {answer.Incomplete}" : exact && answer.Upper is { } known ? Spell(known) : "yes";
            Console.WriteLine($"{index++,5}  {answer.Label,5}  {answer.Other,5}  {distance,-14}  {last}");
        }
    }

    private static string Spell(ExactDistance distance) => distance.Squared is { IsZero: false } squared ? $"√({squared})" : distance.Power.ToString();

    private static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture);
}
