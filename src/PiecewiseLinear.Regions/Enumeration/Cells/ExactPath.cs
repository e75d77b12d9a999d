using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The exact forms along the current path, composed only where a filter could not decide. The walk says when the phases of a layer change; they are
/// handed on when a form behind them is asked for.
/// </summary>
internal sealed class ExactPath(FormPlan plan, ActivationPhase[][] phases)
{
    private readonly PathForms _forms = new(plan.Network, plan.Embedding.RootForms);
    private int _valid;

    /// <summary>The phases of this layer and of all after it are other than before.</summary>
    public void Invalidate(int layer) => _valid = Math.Min(_valid, layer);

    /// <summary>
    /// The exact form of a hidden neuron's pre-activation, up to the divisor of its layer; null where it is identically zero. Behind the last layer come the
    /// outputs (<see cref="OutputDifference"/>).
    /// </summary>
    public DyadicRow? Row(int layer, int neuron)
    {
        Reach(layer);
        return layer < plan.Layers ? _forms.Row(plan.Network.HiddenLayers[layer].Source, neuron) : Difference(neuron);
    }

    /// <summary>The exact forms of all outputs.</summary>
    public LayerForms Output()
    {
        Reach(plan.Layers);
        return _forms.Forms(plan.Network.OutputNode);
    }

    private DyadicRow? Difference(int index)
    {
        (int first, int second) = OutputDifference.Outputs(index, plan.Network.OutputDimension);
        DyadicRow? left = _forms.Row(plan.Network.OutputNode, first);
        DyadicRow? right = second < 0 ? null : _forms.Row(plan.Network.OutputNode, second);
        if (left is null || right is null)
        {
            return left ?? right?.Negate();
        }

        DyadicRow difference = DyadicRow.Combine([left, right], [1d, -1d]);
        return difference.IsZero ? null : difference;
    }

    private void Reach(int layer)
    {
        for (; _valid < layer; _valid++)
        {
            _forms.SetPhases(_valid, phases[_valid]);
        }
    }
}
