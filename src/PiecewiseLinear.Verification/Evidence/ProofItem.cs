using System.Collections.Immutable;

namespace PiecewiseLinear.Verification;

/// <summary>A step of a proof that is more than a few numbers.</summary>
internal abstract class ProofItem
{
    public abstract void Show(IPropertyProofVisitor visitor);
}

/// <summary>A row positive by cases.</summary>
internal sealed class CasesItem(int disjunct, int row, PhaseCase[] cases) : ProofItem
{
    public override void Show(IPropertyProofVisitor visitor) => visitor.CloseByCases(disjunct, row, cases);
}

/// <summary>The node inherits.</summary>
internal sealed class InheritItem : ProofItem
{
    public static ProofStep Step { get; } = ProofStep.Of(new InheritItem());

    public override void Show(IPropertyProofVisitor visitor) => visitor.Inherit();
}

/// <summary>A lemma.</summary>
internal sealed class LemmaItem(NeuronSide[] sides, int[] slopes, PackedCase[] cases) : ProofItem
{
    public override void Show(IPropertyProofVisitor visitor)
        => visitor.Lemma(sides, new PackedCase(-1, slopes, []).Unpack().Slopes.AsSpan(), Array.ConvertAll(cases, static entry => entry.Unpack()));
}

/// <summary>A row positive by cases, kept short.</summary>
internal sealed class PackedCasesItem(int disjunct, int row, PackedCase[] cases) : ProofItem
{
    public override void Show(IPropertyProofVisitor visitor) => visitor.CloseByCases(disjunct, row, Array.ConvertAll(cases, static entry => entry.Unpack()));
}

/// <summary>The slopes and multipliers of a node, kept short.</summary>
internal sealed class SettingsItem(PackedCase settings) : ProofItem
{
    public override void Show(IPropertyProofVisitor visitor)
    {
        PhaseCase unpacked = settings.Unpack();
        foreach ((int neuron, double alpha) in unpacked.Slopes)
        {
            visitor.Slope(neuron, alpha);
        }

        foreach ((int neuron, double beta) in unpacked.Multipliers)
        {
            visitor.Multiplier(neuron, beta);
        }
    }
}

/// <summary>A <see cref="PhaseCase"/> in four bytes a slope.</summary>
/// <param name="Neuron">The neuron split on, or −1.</param>
/// <param name="Slopes">Neuron · 128 + slope in 64ths, ascending.</param>
/// <param name="Multipliers">Ascending by neuron.</param>
internal sealed record PackedCase(int Neuron, int[] Slopes, (int Neuron, double Beta)[] Multipliers)
{
    private const int SlopeBits = 7;

    public static int Pack(int neuron, byte slope) => (neuron << SlopeBits) | slope;

    public PhaseCase Unpack()
        => new(Neuron, [.. Slopes.Select(static s => (s >> SlopeBits, (s & ((1 << SlopeBits) - 1)) / DualSettings.Grid))], ImmutableArray.Create(Multipliers));
}
