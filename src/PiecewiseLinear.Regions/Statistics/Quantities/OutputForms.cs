using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The outputs of a region as a contest between labels, so that one output needs no rules of its own: with several outputs a contestant's score is its output; with one output f there
/// are two contestants, label 1 with the score f and label 0 with the score 0 − f, and ahead means f &gt; 0.
/// </summary>
internal sealed class OutputForms(Domain domain, LayerForms output)
{
    /// <summary>The number of labels.</summary>
    public int Labels => Math.Max(2, output.Count);

    /// <summary>A form that is positive exactly where <paramref name="label"/> is ahead of <paramref name="other"/>, over all inputs; null for the zero form.</summary>
    public DyadicRow? Ahead(int label, int other)
    {
        (DyadicRow? plus, DyadicRow? minus) = output.Count == 1
            ? label > other ? (output[0], null) : (null, output[0])
            : (output[label], output[other]);
        return plus is null && minus is null ? null : DyadicRow.Combine([plus, minus], [1d, -1d]);
    }

    /// <summary>The same on the reduced space; null where the two are equal on the domain.</summary>
    public ReducedForm? AheadReduced(int label, int other) => Reduce(Ahead(label, other));

    /// <summary>A form over all inputs on the reduced space; null where it vanishes there.</summary>
    public ReducedForm? Reduce(DyadicRow? form) => domain.Reduce(form, output.Divisor);

    /// <summary>Whether a label is ahead of each rival at a point, exactly.</summary>
    public bool WinsAt(QueryPoint point, int label, IEnumerable<int> rivals)
        => rivals.All(rival => Ahead(label, rival) is { } ahead && point.Sign(ahead) > 0);
}
