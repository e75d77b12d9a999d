using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// One walk through the layers at a point: neurons that are not zero at the point take the phase of their sign; those that are zero there take
/// the phase that the walk over directions has chosen, or ask it to choose.
/// </summary>
internal sealed class PhaseTrace(Domain domain, QueryPoint point, DirectionWalk walk) : IPhaseDecider
{
    private readonly List<char[]> _signs = [];

    /// <summary>Per layer the signs at the point: 0, 1, or * for a neuron that is zero at the point but not identically zero on this walk's cell.</summary>
    public ImmutableArray<string> Signs => [.. _signs.Select(static layer => new string(layer))];

    /// <inheritdoc/>
    public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
    {
        char[] signs = new char[phases.Length];
        _signs.Add(signs);
        for (int i = 0; i < phases.Length; i++)
        {
            DyadicRow? form = preActivations[i];
            int sign = form is null ? 0 : point.Sign(form);
            signs[i] = sign > 0 ? '1' : '0';
            if (sign != 0)
            {
                phases[i] = sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive;
            }
            else if (domain.Reduce(form, preActivations.Divisor) is { } reduced)
            {
                signs[i] = '*';
                phases[i] = walk.Choose(RowReference.OfNeuron(layer, i), reduced);
            }
        }
    }
}
