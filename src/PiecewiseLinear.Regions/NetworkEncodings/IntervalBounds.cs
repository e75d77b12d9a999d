using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Proven bounds of every pre-activation and every output of a network on a box, by interval arithmetic layer by layer.
/// </summary>
/// <remarks>
/// Why they are proved, by induction over the layers. A pre-activation is, exactly, z = Σ wₖ·vₖ + c over inputs and earlier activations vₖ
/// (<see cref="LayeredForms"/>). Where every vₖ lies in [lₖ, uₖ], each term wₖ·vₖ is at least wₖ·lₖ if wₖ &gt; 0 and wₖ·uₖ if wₖ &lt; 0; the sum of these
/// and c, in rational numbers, is a lower bound of z, which <see cref="OutwardDecimal"/> may only make smaller. Upper bounds are the same with the sides
/// changed. The ReLU is monotone, so h = max(0, z) lies in [max(0, lower), max(0, upper)], which is where the next layer starts. The bounds of a first layer
/// are attained (up to that rounding); deeper ones treat activations as if they were independent and may be loose, never wrong.
/// Cost: one multiplication of rationals of bounded length for each weight and side.
/// </remarks>
public sealed class IntervalBounds
{
    private IntervalBounds(ImmutableArray<ImmutableArray<ValueInterval>> hiddenLayers, ImmutableArray<ValueInterval> outputs)
    {
        HiddenLayers = hiddenLayers;
        Outputs = outputs;
    }

    /// <summary>The bounds of the pre-activations, layer by layer.</summary>
    public ImmutableArray<ImmutableArray<ValueInterval>> HiddenLayers { get; }

    /// <summary>The bounds of the outputs.</summary>
    public ImmutableArray<ValueInterval> Outputs { get; }

    /// <summary>The bounds on a box.</summary>
    /// <exception cref="RegionQueryException">The box has another dimension than the network's input.</exception>
    public static IntervalBounds Of(ReluNetwork network, Box box, CancellationToken cancellationToken)
        => Of(FlatForms.Of(network, cancellationToken), box, cancellationToken);

    internal static IntervalBounds Of(FlatForms forms, Box box, CancellationToken cancellationToken)
    {
        if (box.Dimension != forms.InputDimension)
        {
            throw new RegionQueryException("box", $"the box has {box.Dimension} inputs, expected {forms.InputDimension}, one for each input of the network");
        }

        List<ValueInterval> columns = [.. Enumerable.Range(0, box.Dimension).Select(j => new ValueInterval(box.Lower[j], box.Upper[j]))];
        ImmutableArray<ValueInterval> Ranges(ImmutableArray<FlatForm> layer) => [.. layer.Select(form =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueInterval(OutwardDecimal.Down(Least(form, columns)), OutwardDecimal.Up(-Least(form.Negated, columns)));
        })];

        ImmutableArray<ImmutableArray<ValueInterval>>.Builder layers = ImmutableArray.CreateBuilder<ImmutableArray<ValueInterval>>(forms.HiddenLayers.Length);
        foreach (ImmutableArray<FlatForm> layer in forms.HiddenLayers)
        {
            layers.Add(Ranges(layer));
            columns.AddRange(layers[^1].Select(static range => range.PositivePart()));
        }

        return new IntervalBounds(layers.MoveToImmutable(), Ranges(forms.Outputs));
    }

    /// <summary>The least value of a form where each column ranges over its interval.</summary>
    private static Rational Least(FlatForm form, List<ValueInterval> columns)
    {
        Rational sum = form.Constant;
        foreach (LinearTerm term in form.Terms)
        {
            ValueInterval range = columns[term.Variable];
            sum += term.Coefficient * (term.Coefficient.Sign > 0 ? range.Lower : range.Upper);
        }

        return sum;
    }
}
