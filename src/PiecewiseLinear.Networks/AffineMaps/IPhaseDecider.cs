namespace PiecewiseLinear.Networks;

/// <summary>Chooses the phases of a hidden layer from the exact affine forms of its pre-activations, one layer after the other.</summary>
public interface IPhaseDecider
{
    /// <summary>
    /// Writes the phase of every neuron of hidden layer <paramref name="layer"/>. All entries of <paramref name="phases"/> are
    /// <see cref="ActivationPhase.Inactive"/> on entry; a neuron whose form is identically zero stays inactive whatever is written.
    /// </summary>
    /// <param name="layer">The number of the hidden layer, from 0.</param>
    /// <param name="preActivations">The exact forms of the layer's pre-activations under the phases chosen for the layers before.</param>
    /// <param name="phases">One entry a neuron.</param>
    void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases);
}
