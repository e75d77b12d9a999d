using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The pattern of the region across a facet.
/// </summary>
/// <remarks>
/// Let F be a facet of the region R with row ⟨a, x⟩ ≤ b, and let Z be the neurons whose pre-activation is zero on all of F: those whose row is a
/// positive multiple of F's, and those that vanish identically on R. A neuron outside Z is affine on the closure of R and of one sign in its interior, so it
/// is nonzero in the relative interior of F and keeps its phase just beyond. Layer by layer, a neuron of Z is affine just beyond F (its inputs are)
/// and zero on F, hence equal to k·(⟨a, x⟩ − b) there: it is active for k &gt; 0, inactive for k ≤ 0. So there is one region beyond F, and one
/// pass through the network finds its pattern. Where Z is a single neuron, its form is the same on both sides and it alone flips.
/// </remarks>
internal sealed class FacetCrossing(ReluNetwork network, RegionSystem system)
{
    /// <summary>The pattern across the facet with the given row and coinciding rows.</summary>
    public ActivationPattern Across(RegionRow facet, IReadOnlyList<RowReference> coinciding)
    {
        List<(int Layer, int Neuron)> onFacet = [.. coinciding.Prepend(facet.Reference).Where(static row => row.IsNeuron).Select(static row => (row.Layer, row.NeuronIndex))];
        if (onFacet.Count == 1 && system.Vanishing.IsEmpty)
        {
            return system.Pattern.Flip(onFacet);
        }

        HashSet<(int, int)> zero = [.. onFacet, .. system.Vanishing];
        return ExactForms.Propagate(network, new Beyond(system, facet, zero)).Pattern;
    }

    private sealed class Beyond(RegionSystem system, RegionRow facet, HashSet<(int Layer, int Neuron)> zero) : IPhaseDecider
    {
        private readonly int _coordinate = FirstNonzero(facet);

        public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
        {
            for (int i = 0; i < phases.Length; i++)
            {
                phases[i] = zero.Contains((layer, i)) ? PhaseBeyond(preActivations[i]) : system.Pattern[layer, i];
            }
        }

        /// <summary>The sign of k in form = k·(⟨a, x⟩ − b), read off one coordinate of the normal (divisors and scales are positive).</summary>
        private ActivationPhase PhaseBeyond(DyadicRow? form)
        {
            BigInteger coefficient = form?.IntegerAt(system.Domain.FreeInputs[_coordinate]) ?? BigInteger.Zero;
            return coefficient.Sign * facet.HalfSpace.Normal[_coordinate].Sign > 0 ? ActivationPhase.Active : ActivationPhase.Inactive;
        }

        private static int FirstNonzero(RegionRow facet)
        {
            for (int k = 0; k < facet.HalfSpace.Dimension; k++)
            {
                if (!facet.HalfSpace.Normal[k].IsZero)
                {
                    return k;
                }
            }

            throw new ArgumentException($"row {facet.Reference} has a zero normal and bounds no facet");
        }
    }
}
