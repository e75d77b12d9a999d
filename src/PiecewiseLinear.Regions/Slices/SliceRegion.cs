using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>A region of a slice: a convex polygon in the coordinates (s, t) with one pattern, on which the network is one affine map. All of it is exact.</summary>
public sealed class SliceRegion
{
    private readonly SliceCoordinates _coordinates;
    private readonly HomogeneousPoint[] _corners;
    private readonly LayerForms _outputs;
    private readonly Lazy<PolygonDecisions> _decisions;

    internal SliceRegion(SliceCoordinates coordinates, ActivationPattern pattern, HomogeneousPoint[] corners, LayerForms outputs)
    {
        (_coordinates, Pattern, _corners, _outputs) = (coordinates, pattern, corners, outputs);
        _decisions = new Lazy<PolygonDecisions>(() => PolygonDecisions.Of(_corners, SliceScores.Of(_outputs)));
        Map = MapIdentity.Of(outputs);
    }

    /// <summary>The phases of all hidden neurons.</summary>
    public ActivationPattern Pattern { get; }

    /// <summary>Which affine map of (s, t) the outputs are: equal exactly for equal maps.</summary>
    public MapIdentity Map { get; }

    /// <summary>The number of corners, equal to that of sides.</summary>
    public int CornerCount => _corners.Length;

    /// <summary>Whether two labels each win strictly somewhere inside (one output: it takes both signs).</summary>
    public bool IsCrossed => Decisions.Parts.Count(static part => part.Labels.Length == 1) > 1;

    /// <summary>Whether labels are tied everywhere on it (one output: it is zero).</summary>
    public bool IsTied => Decisions.Parts.All(static part => part.Labels.Length > 1);

    internal PolygonDecisions Decisions => _decisions.Value;

    internal HomogeneousPoint[] CubeCorners => _corners;

    /// <summary>The exact corners (s, t), counter-clockwise.</summary>
    public ImmutableArray<(Rational S, Rational T)> Corners() => [.. _corners.Select(_coordinates.ToExact)];

    /// <summary>The corners rounded for drawing.</summary>
    public PlanePoint[] CornersForDrawing() => _coordinates.ForDrawing(_corners);

    /// <summary>The exact area in units of ds·dt.</summary>
    public Rational Area() => _coordinates.Area(_corners);

    /// <summary>The affine function of (s, t) that output <paramref name="output"/> is on the region: its coefficients and its constant.</summary>
    public (Rational S, Rational T, Rational Constant) OutputForm(int output)
        => _coordinates.ToParameters(_outputs.Coefficient(output, 0), _outputs.Coefficient(output, 1), _outputs.Coefficient(output, 2));

    /// <summary>
    /// The parts of the region with one decision each, in the order of their least label: the labels with the largest output there (of a single output 1 where it is positive,
    /// 0 where it is negative, both where it is zero), and the exact corners.
    /// </summary>
    public ImmutableArray<(ImmutableArray<int> Labels, ImmutableArray<(Rational S, Rational T)> Corners)> DecisionParts()
        => [.. Decisions.Parts.Select(part => (part.Labels, part.Corners.Select(_coordinates.ToExact).ToImmutableArray()))];

    /// <summary>
    /// The exact pieces of the decision boundary inside the region and on its sides: segments on which two labels tie for the largest output. A piece on a side is found from
    /// both regions. (Where labels are tied on an area, all of it is boundary; the pieces are its outline.)
    /// </summary>
    public ImmutableArray<((Rational S, Rational T) From, (Rational S, Rational T) To)> BoundarySegments()
        => [.. Decisions.Ties.Select(tie => (_coordinates.ToExact(tie.From), _coordinates.ToExact(tie.To)))];
}

/// <summary>The outputs of a region as scores of labels in integers of one scale; of a single output the scores 0 and the output itself.</summary>
internal static class SliceScores
{
    public static IReadOnlyList<HomogeneousForm> Of(LayerForms outputs)
    {
        int exponent = int.MaxValue;
        for (int k = 0; k < outputs.Count; k++)
        {
            exponent = Math.Min(exponent, outputs[k]?.Exponent ?? int.MaxValue);
        }

        List<HomogeneousForm> scores = outputs.Count == 1 ? [default] : [];
        for (int k = 0; k < outputs.Count; k++)
        {
            scores.Add(outputs[k] is { } row ? new HomogeneousForm(At(row, 0), At(row, 1), At(row, 2)) : default);
        }

        return scores;

        BigInteger At(DyadicRow row, int column) => row.IntegerAt(column) << (row.Exponent - exponent);
    }
}
