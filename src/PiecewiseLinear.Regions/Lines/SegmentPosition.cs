using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A parameter of a segment during the walk: an end of the segment, or the zero of a neuron's form. Known between two doubles at once, exactly when it is asked for.
/// </summary>
internal sealed class SegmentPosition
{
    private LineParameter? _parameter;

    /// <summary>An exact parameter.</summary>
    public SegmentPosition(Rational exact)
    {
        Exact = exact;
        (Lower, Upper) = (exact.RoundDown(), exact.RoundUp());
    }

    /// <summary>The zero of the form of a neuron of a layer, in [lower, upper].</summary>
    public SegmentPosition(int layer, int neuron, double lower, double upper)
        => (Layer, Neuron, Lower, Upper) = (layer, neuron, lower, upper);

    public int Layer { get; }

    public int Neuron { get; }

    public double Lower { get; }

    public double Upper { get; }

    public Rational? Exact { get; set; }

    /// <summary>The position as an answer, one object for both pieces that meet there.</summary>
    public LineParameter ToParameter()
        => _parameter is { } known && known.Exact == Exact ? known : _parameter = Exact is { } exact
            ? new LineParameter(exact.RoundDown(), exact.RoundUp(), exact)
            : new LineParameter(Lower, Upper, null);
}
