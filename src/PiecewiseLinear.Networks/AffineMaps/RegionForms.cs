using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>What a network is where one activation pattern holds: every pre-activation and the output as exact affine forms of the input.</summary>
/// <param name="HiddenLayers">The forms of the pre-activations, one entry a hidden layer.</param>
/// <param name="Output">The forms of the output: the affine map x ↦ A·x + b of the region.</param>
/// <param name="Pattern">The phases that the forms were composed with; neurons whose form is identically zero are inactive.</param>
public sealed record RegionForms(ImmutableArray<LayerForms> HiddenLayers, LayerForms Output, ActivationPattern Pattern);
