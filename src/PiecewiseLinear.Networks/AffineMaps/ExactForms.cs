namespace PiecewiseLinear.Networks;

/// <summary>
/// Composes a network layer by layer into exact affine forms of its input, on the cell of one activation pattern that a decider chooses on
/// the way. Nothing is rounded: weights are dyadic, so all coefficients are dyadic over one integer divisor a node.
/// </summary>
/// <remarks>
/// Cost: for each affine node, one multiplication and addition of (d + 1)-column rows per nonzero weight whose source component is not
/// identically zero; inactive neurons and zero weights cost nothing, identities copy references.
/// </remarks>
public static class ExactForms
{
    /// <summary>The forms of the whole network, with the phases that <paramref name="decider"/> chooses, asked once a layer in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="decider">Chooses the phases.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    public static RegionForms Propagate(ReluNetwork network, IPhaseDecider decider, CancellationToken cancellationToken = default)
        => Propagate(network, LayerForms.Identity(network.InputDimension), identityRoots: true, decider, cancellationToken);

    /// <summary>
    /// The same for the network composed with an affine substitution of its inputs: all forms are over the coordinates of
    /// <paramref name="roots"/> (<see cref="InputEmbedding.RootForms"/>).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="roots">One form an input of the network.</param>
    /// <param name="decider">Chooses the phases.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">There is not one root form an input.</exception>
    public static RegionForms Propagate(ReluNetwork network, LayerForms roots, IPhaseDecider decider, CancellationToken cancellationToken = default)
    {
        RequireRoots(network, roots);
        return Propagate(network, roots, identityRoots: false, decider, cancellationToken);
    }

    /// <summary>The forms of one affine node from those of the nodes before it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">The forms of the network's nodes, at least of the node's sources.</param>
    public static LayerForms OfNode(AffineNode node, LayerForms[] values)
        => AffineForms.Apply(node, values, values[node.Terms.IsEmpty ? 0 : node.Terms[0].Source].InputDimension, identityRoots: false, CancellationToken.None);

    private static RegionForms Propagate(ReluNetwork network, LayerForms roots, bool identityRoots, IPhaseDecider decider, CancellationToken cancellationToken)
    {
        LayerForms[] values = new LayerForms[network.Nodes.Length];
        LayerForms[] hidden = new LayerForms[network.HiddenLayers.Length];
        ActivationPhase[][] phases = new ActivationPhase[hidden.Length][];
        for (int i = 0; i < values.Length; i++)
        {
            switch (network.Nodes[i])
            {
                case InputNode:
                    values[i] = roots;
                    break;
                case AffineNode affine:
                    values[i] = AffineForms.Apply(affine, values, roots.InputDimension, identityRoots, cancellationToken);
                    break;
                case ReluNode relu:
                    LayerForms before = values[relu.Source];
                    hidden[relu.Layer] = before;
                    phases[relu.Layer] = Decide(decider, relu.Layer, before);
                    values[i] = before.Mask(phases[relu.Layer]);
                    break;
                default:
                    throw new InvalidOperationException($"node {i} is of the unknown kind {network.Nodes[i].GetType().Name}");
            }
        }

        return new RegionForms([.. hidden], values[network.OutputNode], ActivationPattern.Create(phases));
    }

    /// <summary>
    /// The forms of the whole network under a known pattern. The pattern of the result differs from the given one exactly at active neurons
    /// whose form turns out to be identically zero: those are inactive by definition.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">The pattern has other layers or widths than the network.</exception>
    public static RegionForms Along(ReluNetwork network, ActivationPattern pattern, CancellationToken cancellationToken = default)
    {
        RequirePattern(network, pattern);
        return Propagate(network, new KnownPattern(pattern), cancellationToken);
    }

    /// <summary>The same for the network composed with an affine substitution of its inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="roots">One form an input of the network.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">The pattern has other layers or widths than the network, or there is not one root form an input.</exception>
    public static RegionForms Along(ReluNetwork network, LayerForms roots, ActivationPattern pattern, CancellationToken cancellationToken = default)
    {
        RequirePattern(network, pattern);
        return Propagate(network, roots, new KnownPattern(pattern), cancellationToken);
    }

    private static void RequireRoots(ReluNetwork network, LayerForms roots)
    {
        if (roots.Count != network.InputDimension)
        {
            throw new ArgumentException($"{roots.Count} root forms were given, expected {network.InputDimension}, one an input of the network", nameof(roots));
        }
    }

    private static void RequirePattern(ReluNetwork network, ActivationPattern pattern)
    {
        if (!network.HiddenLayers.Select(static layer => layer.Width).SequenceEqual(Enumerable.Range(0, pattern.LayerCount).Select(pattern.WidthOf)))
        {
            throw new ArgumentException(
                $"the pattern has layers of {string.Join(", ", Enumerable.Range(0, pattern.LayerCount).Select(pattern.WidthOf))} neurons, "
                + $"the network of {string.Join(", ", network.HiddenLayers.Select(static layer => layer.Width))}",
                nameof(pattern));
        }
    }

    private static ActivationPhase[] Decide(IPhaseDecider decider, int layer, LayerForms before)
    {
        ActivationPhase[] phases = new ActivationPhase[before.Count];
        decider.Decide(layer, before, phases);
        for (int n = 0; n < phases.Length; n++)
        {
            if (before[n] is null)
            {
                phases[n] = ActivationPhase.Inactive;
            }
        }

        return phases;
    }

    private sealed class KnownPattern(ActivationPattern pattern) : IPhaseDecider
    {
        public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
        {
            for (int n = 0; n < phases.Length; n++)
            {
                phases[n] = pattern[layer, n];
            }
        }
    }
}
