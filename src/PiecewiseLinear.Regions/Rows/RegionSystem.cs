using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// All inequalities of one region on the reduced space: one for each hidden neuron whose form does not vanish identically there (oriented by its
/// phase), then the sides of the box.
/// </summary>
internal sealed class RegionSystem
{
    private RegionSystem(Domain domain, RegionForms forms, ImmutableArray<RegionRow> rows, ImmutableArray<(int Layer, int Neuron)> vanishing)
    {
        Domain = domain;
        Forms = forms;
        Rows = rows;
        Vanishing = vanishing;
        Polyhedron = new HRepresentation(domain.Dimension, [.. rows.Select(static row => row.HalfSpace)]);
    }

    /// <summary>The domain.</summary>
    public Domain Domain { get; }

    /// <summary>The exact forms of the network along the region's pattern.</summary>
    public RegionForms Forms { get; }

    /// <summary>The pattern.</summary>
    public ActivationPattern Pattern => Forms.Pattern;

    /// <summary>The inequalities, in the order of layers and neurons, then box sides.</summary>
    public ImmutableArray<RegionRow> Rows { get; }

    /// <summary>The neurons whose form vanishes identically on the region.</summary>
    public ImmutableArray<(int Layer, int Neuron)> Vanishing { get; }

    /// <summary>The half-spaces of <see cref="Rows"/>.</summary>
    public HRepresentation Polyhedron { get; }

    /// <summary>The inequalities of the region whose forms are given.</summary>
    public static RegionSystem Create(Domain domain, RegionForms forms)
    {
        List<RegionRow> rows = [];
        List<(int, int)> vanishing = [];
        for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
        {
            LayerForms preActivations = forms.HiddenLayers[layer];
            for (int i = 0; i < preActivations.Count; i++)
            {
                if (domain.Row(RowReference.OfNeuron(layer, i), preActivations[i], preActivations.Divisor, forms.Pattern[layer, i]) is { } row)
                {
                    rows.Add(row);
                }
                else
                {
                    vanishing.Add((layer, i));
                }
            }
        }

        rows.AddRange(domain.BoxRows());
        return new RegionSystem(domain, forms, [.. rows], [.. vanishing]);
    }
}
