using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>The form Σ terms + constant; the variables of its terms are columns: the inputs, then the activations of the hidden layers in order.</summary>
internal readonly record struct FlatForm(ImmutableArray<LinearTerm> Terms, Rational Constant)
{
    /// <summary>The form times −1.</summary>
    public FlatForm Negated => new([.. Terms.Select(static term => term with { Coefficient = -term.Coefficient })], -Constant);
}

/// <summary>All pre-activations and outputs of a network as it states them.</summary>
internal sealed record FlatForms(int InputDimension, ImmutableArray<ImmutableArray<FlatForm>> HiddenLayers, ImmutableArray<FlatForm> Outputs)
{
    public static FlatForms Of(ReluNetwork network, CancellationToken cancellationToken)
    {
        LayeredForms forms = new(network);
        return new FlatForms(
            network.InputDimension,
            [.. Enumerable.Range(0, network.HiddenLayers.Length).Select(layer => Flat(forms.PreActivations(layer, cancellationToken), cancellationToken))],
            Flat(forms.Output(cancellationToken), cancellationToken));
    }

    private static ImmutableArray<FlatForm> Flat(LayerForms forms, CancellationToken cancellationToken)
        => [.. Enumerable.Range(0, forms.Count).Select(i =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Flat(forms, i);
        })];

    private static FlatForm Flat(LayerForms forms, int component)
    {
        if (forms[component] is null)
        {
            return new FlatForm([], Rational.Zero);
        }

        ImmutableArray<LinearTerm>.Builder terms = ImmutableArray.CreateBuilder<LinearTerm>();
        for (int column = 0; column < forms.InputDimension; column++)
        {
            Rational coefficient = forms.Coefficient(component, column);
            if (!coefficient.IsZero)
            {
                terms.Add(new LinearTerm(column, coefficient));
            }
        }

        return new FlatForm(terms.ToImmutable(), forms.Coefficient(component, forms.InputDimension));
    }
}
