using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Signs and zeros of the forms of pre-activations along a segment: doubles with a proven bound first, exact forms where they do not decide.</summary>
/// <remarks>
/// The filter. At the parameter t ∈ [m − r, m + r] ⊂ [0, 1] with |p̂t + q̂ − z(t)| ≤ e, |z(t) − fl(p̂m + q̂)| ≤ e + |p̂|r + 2u(|p̂m| + |p̂m + q̂|) + 2⁻¹⁰⁷³, and the bound computed here is
/// larger than that by a factor that covers its own roundings. The zero c of z has |p̂c + q̂| ≤ e, so it lies within e/|p̂| of −q̂/p̂.
/// </remarks>
internal sealed class SegmentSigns(ReluNetwork network, SegmentForms forms, PathForms exact)
{
    private const double UnitRoundoff = 1.0 / (1L << 53);
    private static readonly double s_underflow = Math.ScaleB(1d, -1060);

    /// <summary>How often exact arithmetic had to decide.</summary>
    public long ExactFallbacks { get; private set; }

    /// <summary>The exact sign of a neuron's pre-activation at a position.</summary>
    public int Sign(int layer, int neuron, SegmentPosition position)
    {
        int node = network.HiddenLayers[layer].Source;
        double p = forms.Slopes(node)[neuron], q = forms.Constants(node)[neuron];
        double middle = (position.Lower / 2) + (position.Upper / 2);
        double radius = Math.Max(position.Upper - middle, middle - position.Lower);
        double product = p * middle, value = product + q;
        double bound = forms.Errors(node)[neuron] + (Math.Abs(p) * radius) + (4d * UnitRoundoff * (Math.Abs(product) + Math.Abs(value)));
        bound = (bound * (1d + (16d * UnitRoundoff))) + s_underflow;
        return Math.Abs(value) > bound ? Math.Sign(value) : ExactSign(node, neuron, position);
    }

    /// <summary>The zero of a neuron that has strictly opposite signs at the two positions.</summary>
    public SegmentPosition Zero(int layer, int neuron, SegmentPosition from, SegmentPosition to)
    {
        int node = network.HiddenLayers[layer].Source;
        double p = forms.Slopes(node)[neuron];
        double root = -forms.Constants(node)[neuron] / p;
        double radius = ((forms.Errors(node)[neuron] / Math.Abs(p)) + (4d * UnitRoundoff * Math.Abs(root))) * (1d + (16d * UnitRoundoff)) + s_underflow;
        bool known = double.IsFinite(root) && double.IsFinite(radius);
        return new SegmentPosition(
            layer,
            neuron,
            known ? Math.Max(from.Lower, Math.BitDecrement(root - radius)) : from.Lower,
            known ? Math.Min(to.Upper, Math.BitIncrement(root + radius)) : to.Upper);
    }

    /// <summary>Settles the exact parameter of a position; the zero's own forms must be those of the current path.</summary>
    public Rational Settle(SegmentPosition position)
    {
        if (position.Exact is { } known)
        {
            return known;
        }

        DyadicRow row = exact.Row(network.HiddenLayers[position.Layer].Source, position.Neuron)
            ?? throw new InvalidOperationException("a form with a zero vanishes identically");
        Rational zero = new(-row.IntegerAt(1), row.IntegerAt(0));
        position.Exact = zero;
        return zero;
    }

    /// <summary>Exact order of two zeros of one layer.</summary>
    public int Compare(SegmentPosition left, SegmentPosition right)
    {
        if (left.Upper < right.Lower || right.Upper < left.Lower)
        {
            return left.Upper < right.Lower ? -1 : 1;
        }

        ExactFallbacks++;
        return Settle(left).CompareTo(Settle(right));
    }

    private int ExactSign(int node, int neuron, SegmentPosition position)
    {
        ExactFallbacks++;
        if (exact.Row(node, neuron) is not { } row)
        {
            return 0;
        }

        Rational t = Settle(position);
        return ((row.IntegerAt(0) * t.Numerator) + (row.IntegerAt(1) * t.Denominator)).Sign;
    }
}
