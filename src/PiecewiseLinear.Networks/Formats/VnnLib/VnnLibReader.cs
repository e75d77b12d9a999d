using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// Reads VNN-LIB properties as the verification competition uses them: declarations of X_i and Y_j, assertions of comparisons (<c>&lt;=</c>, <c>&gt;=</c>) between
/// linear expressions of variables and numbers, under any nesting of <c>and</c> and <c>or</c>.
/// </summary>
public static class VnnLibReader
{
    /// <summary>Reads a property.</summary>
    /// <param name="text">The text of the property.</param>
    /// <param name="fileName">The file's name, for messages.</param>
    /// <exception cref="NetworkFormatException">The text is malformed (the message names line and column), lacks a bound, or exceeds a limit.</exception>
    public static VnnLibProperty Read(string text, string fileName) => Read(text, fileName, VnnLibLimits.Default);

    /// <summary>Reads a property within given limits. Cost: linear in the text and in the cases of the normal form.</summary>
    /// <exception cref="NetworkFormatException">The text is malformed (the message names line and column), lacks a bound, or exceeds a limit.</exception>
    public static VnnLibProperty Read(string text, string fileName, VnnLibLimits limits)
    {
        try
        {
            if (text.Length > limits.MaxCharacters)
            {
                throw new FormatException($"it has {text.Length} characters, more than the limit of {limits.MaxCharacters}");
            }

            VnnLibParser parser = new(text, limits);
            List<VnnLibFormula> asserted = parser.Parse();
            return new VnnLibProperty(parser.InputCount, parser.OutputCount, new VnnLibNormalForm(parser.InputCount, limits).Expand(asserted));
        }
        catch (FormatException e)
        {
            throw new NetworkFormatException(fileName, e.Message, e);
        }
    }

    /// <summary>Reads a property and returns the one box of inputs that all of its cases share.</summary>
    /// <param name="text">The text of the property.</param>
    /// <param name="fileName">The file's name, for messages.</param>
    /// <param name="inputs">The number of inputs of the network.</param>
    /// <exception cref="NetworkFormatException">As for <see cref="Read(string, string)"/>; or the property states no single box, or one of another dimension.</exception>
    public static Box ReadBox(string text, string fileName, int inputs)
    {
        VnnLibProperty property = Read(text, fileName);
        if (property.InputCount != inputs)
        {
            throw new NetworkFormatException(fileName, $"it declares {property.InputCount} inputs X; expected {inputs}, the inputs of the network");
        }

        return property.CommonBox ?? throw new NetworkFormatException(
            fileName,
            property.Cases.IsEmpty
                ? "its inputs contradict each other; expected a box"
                : "it constrains the inputs by more than one box (a disjunction, or rows over several inputs, or inputs mixed with outputs); expected a box");
    }
}
