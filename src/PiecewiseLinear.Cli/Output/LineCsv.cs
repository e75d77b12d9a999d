using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The pieces of a line as a table: a row a piece; under <c>--exact</c> numbers are fractions.</summary>
internal static class LineCsv
{
    public static string Of(LineAnswer answer, bool exact)
    {
        StringBuilder csv = new("piece,segment,from,to,switched,pattern");
        int outputs = answer.Pieces[0].Outputs.Length;
        for (int k = 0; k < outputs; k++)
        {
            csv.Append(CultureInfo.InvariantCulture, $",slope_{k},constant_{k}");
        }

        csv.Append('\n');
        for (int i = 0; i < answer.Pieces.Length; i++)
        {
            LinePiece piece = answer.Pieces[i];
            string switched = i == 0 ? string.Empty : string.Join(' ', answer.SwitchedAt(i).Select(static neuron => string.Create(CultureInfo.InvariantCulture, $"{neuron.Layer}:{neuron.Neuron}")));
            csv.Append(CultureInfo.InvariantCulture, $"{i},{piece.Segment},{Parameter(piece.From, exact)},{Parameter(piece.To, exact)},{switched},{string.Join(' ', piece.Pattern.ToLayerStrings())}");
            foreach (ParameterForm form in piece.Outputs)
            {
                csv.Append(CultureInfo.InvariantCulture, $",{Number(form.Slope, exact)},{Number(form.Constant, exact)}");
            }

            csv.Append('\n');
        }

        return csv.ToString();
    }

    private static string Parameter(LineParameter parameter, bool exact)
        => exact && parameter.Exact is { } value ? value.ToString() : parameter.ToDoubleApproximate().ToString("R", CultureInfo.InvariantCulture);

    private static string Number(Rational value, bool exact) => exact ? value.ToString() : value.ToDoubleApproximate().ToString("R", CultureInfo.InvariantCulture);
}
