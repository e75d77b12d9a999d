using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The inequalities of a region as a named system for any solver. Inputs are x0, x1, …; neuron i of layer l has the row n{l}_{i}; in the layered form
/// its activation is the variable h{l}_{i}, defined by the row d{l}_{i}. Box sides are bounds of variables.
/// </summary>
public static class RegionEncoding
{
    /// <summary>The system of the region of a point.</summary>
    /// <exception cref="RegionQueryException">The point lies on a wall, or does not fit the network.</exception>
    public static InequalitySystem System(RegionQuery query, bool layered, bool irredundant, CancellationToken cancellationToken)
        => layered ? Layered(query, cancellationToken) : Composed(query, irredundant, cancellationToken);

    /// <summary>Writes the system of the region of a point as text.</summary>
    /// <exception cref="RegionQueryException">The point lies on a wall, or does not fit the network.</exception>
    public static void Write(RegionQuery query, bool layered, bool irredundant, TextFormat format, TextWriter writer, CancellationToken cancellationToken)
        => format.Write(System(query, layered, irredundant, cancellationToken) with { Comments = Comments(query, layered, irredundant) }, writer);

    private static InequalitySystem Composed(RegionQuery query, bool irredundant, CancellationToken cancellationToken)
    {
        ImmutableArray<NestedInequality> inequalities = NestedInequalities.Composed(query, irredundant, cancellationToken);
        HashSet<RowReference> sides = [.. inequalities.Select(static i => i.Row).Where(static row => !row.IsNeuron)];
        return new InequalitySystem(
            [.. Inputs(query, sides)],
            [.. inequalities.Where(static i => i.Row.IsNeuron).Select(static i => NamedRow.AtMost(SignName(i.Row), i.Terms[0].Normal, i.Offset))]);
    }

    private static InequalitySystem Layered(RegionQuery query, CancellationToken cancellationToken)
    {
        ReluNetwork network = query.Network;
        ActivationPattern pattern = NestedInequalities.OnePattern(query, cancellationToken);
        LayeredForms forms = new(network);
        List<NamedVariable> variables = [.. Inputs(query, sides: null)];
        int[] starts = new int[network.HiddenLayers.Length];
        List<NamedRow> rows = [];
        for (int layer = 0; layer < starts.Length; layer++)
        {
            starts[layer] = variables.Count;
            LayerForms preActivations = forms.PreActivations(layer, cancellationToken);
            for (int i = 0; i < preActivations.Count; i++)
            {
                RowReference neuron = RowReference.OfNeuron(layer, i);
                bool active = pattern[layer, i] == ActivationPhase.Active;
                (ImmutableArray<InequalityTerm> terms, Rational constant) = forms.Split(preActivations, i, 1);
                ImmutableArray<LinearTerm> flat = [.. terms.SelectMany(term => Flat(term, starts))];
                variables.Add(active ? new NamedVariable(ActivationName(neuron)) : new NamedVariable(ActivationName(neuron), Rational.Zero, Rational.Zero));
                rows.Add(new NamedRow(SignName(neuron), flat, active ? RowRelation.AtLeast : RowRelation.AtMost, -constant));
                if (active)
                {
                    LinearTerm own = new(starts[layer] + i, Rational.One);
                    rows.Add(new NamedRow(
                        $"d{layer}_{i}", [own, .. flat.Select(static t => t with { Coefficient = -t.Coefficient })], RowRelation.Equal, constant));
                }
            }
        }

        return new InequalitySystem([.. variables], [.. rows]);
    }

    private static IEnumerable<LinearTerm> Flat(InequalityTerm term, int[] starts)
    {
        int start = term.Layer == InequalityTerm.Input ? 0 : starts[term.Layer];
        for (int k = 0; k < term.Normal.Length; k++)
        {
            if (!term.Normal[k].IsZero)
            {
                yield return new LinearTerm(start + k, term.Normal[k]);
            }
        }
    }

    /// <summary>The inputs with their ends as bounds; where <paramref name="sides"/> is given, only the ends that it names and those of fixed inputs.</summary>
    private static IEnumerable<NamedVariable> Inputs(RegionQuery query, HashSet<RowReference>? sides)
        => Enumerable.Range(0, query.Network.InputDimension).Select(j =>
        {
            bool Bounds(BoxSide side) => query.Box is { } box && (sides is null || box.IsFixed(j) || sides.Contains(RowReference.OfBox(j, side)));
            return new NamedVariable($"x{j}", Bounds(BoxSide.Lower) ? query.Box!.Lower[j] : null, Bounds(BoxSide.Upper) ? query.Box!.Upper[j] : null);
        });

    private static ImmutableArray<string> Comments(RegionQuery query, bool layered, bool irredundant)
        =>
        [
            "the linear region of a point, exact for the weights as stored",
            $"network sha256 {query.NetworkSha256}",
            layered
                ? "layered: h{l}_{i} is the activation of neuron i of hidden layer l, d{l}_{i} defines it, n{l}_{i} is its inequality"
                : $"composed: n{{l}}_{{i}} is the inequality of neuron i of hidden layer l in terms of the inputs{(irredundant ? "; only facets" : string.Empty)}",
        ];

    private static string SignName(RowReference neuron) => $"n{neuron.Layer}_{neuron.NeuronIndex}";

    private static string ActivationName(RowReference neuron) => $"h{neuron.Layer}_{neuron.NeuronIndex}";
}
