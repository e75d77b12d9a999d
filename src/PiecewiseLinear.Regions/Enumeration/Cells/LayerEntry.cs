using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// What a cell knows of a whole layer when it enters it: one pass over all neurons and all vertices settles those that clearly do not cut the cell; the others are
/// candidates, looked at neuron by neuron.
/// </summary>
internal sealed class LayerEntry(FormPlan plan, bool rigorous)
{
    private readonly int[] _candidates = new int[plan.Network.HiddenLayers.Length == 0 ? 0 : plan.Network.HiddenLayers.Max(static layer => layer.Width)];

    /// <summary>
    /// Sets the phases of the neurons that are settled and returns the others in order. Neurons whose form has no term at all are inactive and
    /// settled; <paramref name="zero"/> is told of them, they are walls of nothing.
    /// </summary>
    public ReadOnlySpan<int> Candidates(
        double[] columns, int stride, ReadOnlySpan<int> cell, double[] coordinates, double[] errors, Span<ActivationPhase> phases, Span<bool> zero)
    {
        int k = plan.Dimension, count = 0;
        ref double x = ref MemoryMarshal.GetArrayDataReference(columns);
        double gamma = ((2 * k) + 10) * RoundingBounds.UnitRoundoff;
        for (int block = 0; block < phases.Length; block += 8)
        {
            Vector512<double> slope = Vector512<double>.Zero, constant = Vector512.LoadUnsafe(ref x, (nuint)((k * stride) + block));
            for (int c = 0; c < k; c++)
            {
                slope += Vector512.Abs(Vector512.LoadUnsafe(ref x, (nuint)((c * stride) + block)));
            }

            Vector512<double> magnitude = slope + Vector512.Abs(constant);
            Vector512<double> error = Vector512.LoadUnsafe(ref x, (nuint)(((k + 1) * stride) + block));
            Vector512<double> bound = rigorous
                ? ((error + (magnitude * gamma)) * RoundingBounds.Inflation) + Vector512.Create(RoundingBounds.Underflow)
                : Vector512<double>.Zero;
            slope = rigorous ? slope * RoundingBounds.Inflation : Vector512<double>.Zero;
            ulong empty = Vector512.Equals(magnitude + error, Vector512<double>.Zero).ExtractMostSignificantBits();
            ulong positive = 0, negative = 0, open = 0;
            foreach (int vertex in cell)
            {
                Vector512<double> value = constant;
                for (int c = 0; c < k; c++)
                {
                    value = Vector512.FusedMultiplyAdd(
                        Vector512.LoadUnsafe(ref x, (nuint)((c * stride) + block)), Vector512.Create(coordinates[(vertex * k) + c]), value);
                }

                Vector512<double> limit = Vector512.FusedMultiplyAdd(slope, Vector512.Create(errors[vertex]), bound) * RoundingBounds.Inflation;
                ulong above = Vector512.GreaterThan(value, limit).ExtractMostSignificantBits();
                ulong below = Vector512.LessThan(value, -limit).ExtractMostSignificantBits();
                positive |= above;
                negative |= below;
                open |= ~(above | below);
            }

            int end = Math.Min(8, phases.Length - block);
            for (int lane = 0; lane < end; lane++)
            {
                ulong bit = 1UL << lane;
                int neuron = block + lane;
                zero[neuron] = rigorous && (empty & bit) != 0;
                if (zero[neuron])
                {
                    phases[neuron] = ActivationPhase.Inactive;
                }
                else if ((open & bit) == 0 && (positive & bit) == 0)
                {
                    phases[neuron] = ActivationPhase.Inactive;
                }
                else if ((open & bit) == 0 && (negative & bit) == 0)
                {
                    phases[neuron] = ActivationPhase.Active;
                }
                else
                {
                    _candidates[count++] = neuron;
                }
            }
        }

        return _candidates.AsSpan(0, count);
    }
}
