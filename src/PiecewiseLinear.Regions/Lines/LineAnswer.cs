using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>What a network is along a path: on each piece one activation pattern and one affine function of the parameter.</summary>
/// <param name="Path">The path.</param>
/// <param name="Pieces">The pieces in the order of the path, without gaps.</param>
/// <param name="Complete">Whether the pieces reach the end of the path: false when the limit on pieces stopped the walk.</param>
/// <param name="ExactFallbacks">How many signs and comparisons the filter in doubles left to exact arithmetic.</param>
public sealed record LineAnswer(Polyline Path, ImmutableArray<LinePiece> Pieces, bool Complete, long ExactFallbacks)
{
    /// <summary>
    /// The indices i &gt; 0 of the pieces at whose start the pattern changes: the breakpoints. Inside a segment that is every piece but the first; at a corner of the path
    /// the same region may go on.
    /// </summary>
    public IEnumerable<int> Breakpoints => Enumerable.Range(1, Math.Max(0, Pieces.Length - 1)).Where(i => !Pieces[i].Pattern.Equals(Pieces[i - 1].Pattern));

    /// <summary>The number of different patterns met; a polyline may come back to a region, a straight segment cannot.</summary>
    public int DistinctPatterns => Pieces.Select(static piece => piece.Pattern).Distinct().Count();

    /// <summary>The neurons whose phase differs between piece <paramref name="index"/> − 1 and piece <paramref name="index"/>.</summary>
    public IEnumerable<(int Layer, int Neuron)> SwitchedAt(int index)
    {
        ActivationPattern before = Pieces[index - 1].Pattern, after = Pieces[index].Pattern;
        for (int layer = 0; layer < after.LayerCount; layer++)
        {
            for (int neuron = 0; neuron < after.WidthOf(layer); neuron++)
            {
                if (before[layer, neuron] != after[layer, neuron])
                {
                    yield return (layer, neuron);
                }
            }
        }
    }
}

/// <summary>
/// A maximal open interval of a segment on which no neuron changes phase. A neuron whose pre-activation is zero on the whole interval (the segment runs inside its
/// wall) is inactive, as for regions.
/// </summary>
/// <param name="Segment">The segment of the path.</param>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends: where the next piece of the segment starts.</param>
/// <param name="Pattern">The phases of all hidden neurons on it.</param>
/// <param name="Outputs">For each output its exact affine function of the parameter; empty when the question did not ask for exact numbers.</param>
public sealed record LinePiece(int Segment, LineParameter From, LineParameter To, ActivationPattern Pattern, ImmutableArray<ParameterForm> Outputs);

/// <summary>A parameter t in [0, 1] of a segment.</summary>
/// <param name="Lower">A double that is not above t.</param>
/// <param name="Upper">A double that is not below t.</param>
/// <param name="Exact">t itself; null when the question did not ask for exact numbers and none was needed.</param>
public sealed record LineParameter(double Lower, double Upper, Rational? Exact)
{
    /// <summary>t itself.</summary>
    /// <exception cref="InvalidOperationException">The question did not ask for exact numbers.</exception>
    public Rational Value => Exact ?? throw new InvalidOperationException("this breakpoint is known between two doubles only; ask with LineQuery.Exact");

    /// <summary>The double nearest to t where t is known exactly, else one between the bounds.</summary>
    public double ToDoubleApproximate() => Exact?.ToDoubleApproximate() ?? ((Lower / 2) + (Upper / 2));
}

/// <summary>The affine function t ↦ <paramref name="Slope"/>·t + <paramref name="Constant"/> of the parameter of a segment.</summary>
/// <param name="Slope">The derivative by t (by length: divide by the length of the segment).</param>
/// <param name="Constant">The value at t = 0.</param>
public readonly record struct ParameterForm(Rational Slope, Rational Constant)
{
    /// <summary>The value at <paramref name="t"/>.</summary>
    public Rational At(Rational t) => (Slope * t) + Constant;
}
