using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>How the ReLU of a neuron is stated whose phase on the box is not decided by its bounds.</summary>
public enum ReluForm
{
    /// <summary>By a binary variable and the bounds: a mixed-integer linear program, for LP and MPS.</summary>
    Binary,

    /// <summary>As h = max(0, z): for SMT-LIB.</summary>
    PositivePart,
}

/// <summary>
/// A whole network on a box as a named system for any solver: its solutions, seen through the inputs and outputs, are exactly the pairs (x, f(x)) with x
/// in the box. It is always layered, one variable an activation: composed inequalities exist in one region only.
/// </summary>
/// <remarks>
/// <para>Variables: inputs x{j}; neuron i of hidden layer l has its activation h{l}_{i} and, if its phase is not decided by <see cref="IntervalBounds"/>, its
/// pre-activation z{l}_{i} and (form <see cref="ReluForm.Binary"/>) the binary a{l}_{i}, 1 for active; outputs y{k}. All have finite proven bounds.
/// No objective: the user's question supplies it.</para>
/// <para>Let lo ≤ z ≤ up be the proven bounds. If up ≤ 0 then h is fixed at 0. Else if lo ≥ 0 then d{l}_{i} says h = z. Else d{l}_{i} defines z, h ≥ 0 is a bound, and</para>
/// <list type="bullet">
/// <item>above{l}_{i}: h ≥ z,</item>
/// <item>on{l}_{i}: h ≤ z − lo·(1 − a): with a = 1 it makes h = z; with a = 0 it is h ≤ z − lo, which h = 0 satisfies as z ≥ lo,</item>
/// <item>off{l}_{i}: h ≤ up·a: with a = 0 it makes h = 0, and then z ≤ 0; with a = 1 it is h ≤ up, which h = z satisfies.</item>
/// </list>
/// <para>So h = max(0, z) in every solution, and every x of the box has one (with z = 0, one for each a). d{l}_{i} and o{k}, which defines y{k}, have the
/// network's own coefficients, exact wherever the format allows; the writers note what they round. Reference: Tjeng, Xiao, Tedrake, Evaluating robustness of
/// neural networks with mixed integer programming, ICLR 2019.</para>
/// </remarks>
public static class NetworkEncoding
{
    /// <summary>The system of a network on a box, without an objective.</summary>
    /// <exception cref="RegionQueryException">The box has another dimension than the network's input.</exception>
    public static InequalitySystem System(ReluNetwork network, Box box, ReluForm form, CancellationToken cancellationToken)
    {
        FlatForms forms = FlatForms.Of(network, cancellationToken);
        return System(forms, IntervalBounds.Of(forms, box, cancellationToken), box, form);
    }

    /// <summary>
    /// The system of a network on a box with a property: its solutions, seen through the inputs, are exactly the x of the box that satisfy a case of the property (violate what it asks for), ties among them.
    /// Several cases are a disjunction in form <see cref="ReluForm.PositivePart"/>, binary variables with proven bounds in form <see cref="ReluForm.Binary"/>.
    /// </summary>
    /// <exception cref="RegionQueryException">The box or the property has other numbers of inputs or outputs than the network.</exception>
    public static InequalitySystem System(ReluNetwork network, Box box, VnnLibProperty property, ReluForm form, CancellationToken cancellationToken)
    {
        Expect(network, property);
        return new PropertyConstraint(System(network, box, form, cancellationToken), property).AddTo(form);
    }

    /// <summary>The smallest box that holds all inputs of the property's cases; null where it has no case.</summary>
    public static Box? InputsOf(VnnLibProperty property)
        => property.Cases.IsEmpty
            ? null
            : new Box(
                [.. Enumerable.Range(0, property.InputCount).Select(j => property.Cases.Select(@case => @case.Box.Lower[j]).Min())],
                [.. Enumerable.Range(0, property.InputCount).Select(j => property.Cases.Select(@case => @case.Box.Upper[j]).Max())]);

    /// <summary>Writes the system as text: LP and MPS with binary variables, SMT-LIB with positive parts.</summary>
    /// <param name="loaded">The network.</param>
    /// <param name="box">The inputs.</param>
    /// <param name="property">What its solutions must satisfy besides; null: nothing.</param>
    /// <param name="format">The format.</param>
    /// <param name="writer">Where to; lines end in a line feed.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="RegionQueryException">The box or the property has other numbers of inputs or outputs than the network.</exception>
    public static void Write(LoadedNetwork loaded, Box box, VnnLibProperty? property, TextFormat format, TextWriter writer, CancellationToken cancellationToken)
    {
        FlatForms forms = FlatForms.Of(loaded.Network, cancellationToken);
        IntervalBounds bounds = IntervalBounds.Of(forms, box, cancellationToken);
        ReluForm form = format == TextFormat.SmtLib ? ReluForm.PositivePart : ReluForm.Binary;
        InequalitySystem system = System(forms, bounds, box, form);
        ImmutableArray<string> comments = Comments(loaded, bounds, form);
        if (property is not null)
        {
            Expect(loaded.Network, property);
            system = new PropertyConstraint(system, property).AddTo(form);
            comments = [.. comments, .. Comments(property, form)];
        }

        format.Write(system with { Comments = comments }, writer);
    }

    private static void Expect(ReluNetwork network, VnnLibProperty property)
    {
        if ((property.InputCount, property.OutputCount) != (network.InputDimension, network.OutputDimension))
        {
            throw new RegionQueryException(
                "property",
                $"the property declares {property.InputCount} inputs and {property.OutputCount} outputs, expected {network.InputDimension} and {network.OutputDimension}, those of the network");
        }
    }

    private static IEnumerable<string> Comments(VnnLibProperty property, ReluForm form)
    {
        yield return "with a property: there is a solution exactly if an input of the box violates it (a tie does), and every solution is such an input";
        yield return property.Cases.Length switch
        {
            0 => "it has no case, so nothing violates it: row never",
            1 => "its one case: rows u0_{k} as in its file, u0_x{j}_lo and u0_x{j}_up where its box is smaller",
            _ when form == ReluForm.PositivePart => $"its {property.Cases.Length} cases are the disjunction unsafe",
            _ => $"its {property.Cases.Length} cases: b{{c}} is 1 for a case whose rows u{{c}}_{{k}}, u{{c}}_x{{j}}_lo and u{{c}}_x{{j}}_up hold; row some asks for one",
        };
    }

    private static InequalitySystem System(FlatForms forms, IntervalBounds bounds, Box box, ReluForm form)
    {
        NetworkSystemBuilder builder = new(box, form);
        for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
        {
            for (int i = 0; i < forms.HiddenLayers[layer].Length; i++)
            {
                builder.AddNeuron($"{layer}_{i}", forms.HiddenLayers[layer][i], bounds.HiddenLayers[layer][i]);
            }
        }

        for (int k = 0; k < forms.Outputs.Length; k++)
        {
            builder.AddOutput(k, forms.Outputs[k], bounds.Outputs[k]);
        }

        return builder.ToSystem();
    }

    private static ImmutableArray<string> Comments(LoadedNetwork loaded, IntervalBounds bounds, ReluForm form)
    {
        List<ValueInterval> neurons = [.. bounds.HiddenLayers.SelectMany(static layer => layer)];
        int inactive = neurons.Count(static range => NetworkSystemBuilder.IsInactive(range)), active = neurons.Count(static range => NetworkSystemBuilder.IsActive(range));
        List<string> lines =
        [
            $"a network on a box, {(form == ReluForm.Binary ? "a mixed-integer linear program" : "linear real arithmetic")} for the weights as stored, without an objective",
            $"network sha256 {loaded.Sha256}",
            "inputs x{j}, outputs y{k}, defined by o{k}; neuron i of hidden layer l: activation h{l}_{i}, pre-activation z{l}_{i}, defined by d{l}_{i}",
            $"{neurons.Count} neurons, by their bounds on the box: {active} active (d{{l}}_{{i}} defines h, no z), {inactive} inactive (h is 0), {neurons.Count - active - inactive} undecided"
                + (form == ReluForm.Binary ? " (a{l}_{i} is 1 for active)" : " (r{l}_{i} says h = max(0, z))"),
            "the bounds of z, h and y are proved, by exact interval arithmetic, layer by layer, rounded outward",
        ];
        if (loaded.Report.Tail != NetworkTail.None)
        {
            lines.Add($"the outputs are those before the file's final {loaded.Report.Tail}");
        }

        return [.. lines];
    }
}
