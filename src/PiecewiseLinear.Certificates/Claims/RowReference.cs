using System.Globalization;

namespace PiecewiseLinear.Certificates;

/// <summary>The ends of an input's interval.</summary>
public enum BoxSide
{
    /// <summary>xⱼ ≥ lowerⱼ, as a row: −xⱼ ≤ −lowerⱼ.</summary>
    Lower,

    /// <summary>xⱼ ≤ upperⱼ.</summary>
    Upper,
}

/// <summary>
/// The name of an inequality of a region: the one of a hidden neuron, or a side of the box. Spelled <c>l:i</c> for neuron i of layer l,
/// <c>xj&lt;</c> for the upper and <c>xj&gt;</c> for the lower side of input j.
/// </summary>
/// <remarks>
/// The row ⟨a, x⟩ ≤ b of a neuron with composed pre-activation z(x) = ⟨w, x⟩ + c is a = −w, b = c where it is active and a = w, b = −c where it
/// is inactive; multipliers refer to that scale. Fixed inputs (equal ends) are substituted into every row and have no sides.
/// </remarks>
public readonly record struct RowReference
{
    /// <summary>
    /// The order of rows in certificates: the sides of the box by input, lower before upper, then the neurons by layer and index.
    /// </summary>
    public static IComparer<RowReference> Order { get; } = Comparer<RowReference>.Create(static (left, right) =>
        (left.IsNeuron, left.First, left.Second).CompareTo((right.IsNeuron, right.First, right.Second)));

    private RowReference(bool isNeuron, int first, int second)
    {
        IsNeuron = isNeuron;
        First = first;
        Second = second;
    }

    /// <summary>Whether the row belongs to a hidden neuron (else to a box side).</summary>
    public bool IsNeuron { get; }

    /// <summary>The hidden layer of a neuron's row.</summary>
    public int Layer => IsNeuron ? First : throw new InvalidOperationException($"row {this} is a box side and has no layer");

    /// <summary>The neuron within its layer.</summary>
    public int NeuronIndex => IsNeuron ? Second : throw new InvalidOperationException($"row {this} is a box side and has no neuron");

    /// <summary>The input of a box side.</summary>
    public int Input => IsNeuron ? throw new InvalidOperationException($"row {this} is a neuron's and has no input") : First;

    /// <summary>Which end of the input's interval.</summary>
    public BoxSide Side => IsNeuron ? throw new InvalidOperationException($"row {this} is a neuron's and has no side") : (BoxSide)Second;

    private int First { get; }

    private int Second { get; }

    /// <summary>The row of a hidden neuron.</summary>
    public static RowReference OfNeuron(int layer, int neuron) => new(isNeuron: true, layer, neuron);

    /// <summary>The row of a side of the box.</summary>
    public static RowReference OfBox(int input, BoxSide side) => new(isNeuron: false, input, (int)side);

    /// <summary>Reads the spelling of <see cref="ToString"/>.</summary>
    public static bool TryParse(string? text, out RowReference row)
    {
        row = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text[0] == 'x')
        {
            bool read = TryIndex(text.AsSpan(1, text.Length - 2 + (text.Length == 1 ? 1 : 0)), out int input) && text[^1] is '<' or '>';
            row = read ? OfBox(input, text[^1] == '<' ? BoxSide.Upper : BoxSide.Lower) : default;
            return read;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryIndex(text.AsSpan(0, colon), out int layer) || !TryIndex(text.AsSpan(colon + 1), out int neuron))
        {
            return false;
        }

        row = OfNeuron(layer, neuron);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
        => IsNeuron
            ? string.Create(CultureInfo.InvariantCulture, $"{First}:{Second}")
            : string.Create(CultureInfo.InvariantCulture, $"x{First}{(Second == (int)BoxSide.Upper ? '<' : '>')}");

    private static bool TryIndex(ReadOnlySpan<char> text, out int value)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && (text.Length == 1 || text[0] != '0');
}
