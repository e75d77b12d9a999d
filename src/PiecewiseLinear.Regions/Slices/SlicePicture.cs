using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Draws a slice: its regions, the decision boundary on top.</summary>
public sealed class SlicePicture
{
    private const int MostLegendClasses = 12;

    private readonly SliceColoring _coloring;
    private readonly SliceCoordinates _coordinates;
    private readonly PlaneFrame _frame;
    private readonly PictureScene _scene;
    private readonly HashSet<(HomogeneousPoint, HomogeneousPoint)> _ties = [];
    private readonly Dictionary<(HomogeneousPoint, HomogeneousPoint), ActivationPattern> _sides = [];

    private SlicePicture(PlaneSlice slice, SliceColoring coloring)
    {
        _coloring = coloring;
        _coordinates = new SliceCoordinates(slice.Range);
        _frame = new PlaneFrame(
            slice.Range.Lower[0].ToDoubleApproximate(), slice.Range.Upper[0].ToDoubleApproximate(), slice.Range.Lower[1].ToDoubleApproximate(), slice.Range.Upper[1].ToDoubleApproximate());
        _scene = new PictureScene(_frame) { Outlines = coloring != SliceColoring.Depth };
    }

    /// <summary>Enumerates the slice and draws it. The same question gives the same scene.</summary>
    /// <param name="query">The slice.</param>
    /// <param name="coloring">What the colors say.</param>
    /// <param name="title">The title of the picture.</param>
    /// <param name="names">The names of the two axes.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <exception cref="RegionQueryException">The slice does not fit the network.</exception>
    public static (PictureScene Scene, SliceSummary Summary) Draw(
        SliceQuery query, SliceColoring coloring, string title, (string X, string Y) names, CancellationToken cancellationToken)
    {
        SlicePicture picture = new(query.Slice, coloring);
        SliceSummary summary = SliceEnumeration.Run(query, picture.Add, cancellationToken);
        picture._scene.Title = title;
        picture._scene.Subtitle = picture.Subtitle(summary);
        (picture._scene.XName, picture._scene.YName) = names;
        picture._scene.Legend = Legend(summary, coloring);
        return (picture._scene, summary);
    }

    private string Subtitle(SliceSummary summary)
    {
        string regions = string.Create(CultureInfo.InvariantCulture, $"{summary.Regions}{(summary.Complete ? string.Empty : "+")} regions, {summary.DistinctMaps} affine maps");
        return _coloring switch
        {
            SliceColoring.Map => regions + "; color: affine map",
            SliceColoring.Class => regions + "; color: decision, shade: affine map",
            _ => regions + "; hue: cell of the first layer, lines: walls, thinner by layer",
        };
    }

    private static ImmutableArray<LegendEntry> Legend(SliceSummary summary, SliceColoring coloring)
    {
        ImmutableArray<LegendEntry>.Builder entries = ImmutableArray.CreateBuilder<LegendEntry>();
        foreach ((ImmutableArray<int> labels, _) in summary.Areas.Where(area => coloring == SliceColoring.Class && area.Labels.Length == 1).Take(MostLegendClasses))
        {
            entries.Add(new LegendEntry(RegionPalette.OfClass(labels[0]), string.Create(CultureInfo.InvariantCulture, $"class {labels[0]}")));
        }

        if (coloring == SliceColoring.Class && summary.Areas.Any(static area => area.Labels.Length > 1))
        {
            entries.Add(new LegendEntry(RegionPalette.Tied, "tied"));
        }

        if (summary.BoundarySegments > 0)
        {
            entries.Add(new LegendEntry(RegionPalette.Boundary, "decision boundary", IsLine: true));
        }

        return entries.ToImmutable();
    }

    private void Add(SliceRegion region)
    {
        switch (_coloring)
        {
            case SliceColoring.Map:
                _scene.Fill(RegionPalette.OfMap(region.Map.Hash), region.CornersForDrawing());
                break;
            case SliceColoring.Class:
                foreach (PolygonPart part in region.Decisions.Parts)
                {
                    RgbColor color = part.Labels.Length > 1 ? RegionPalette.Tied : RegionPalette.OfClass(part.Labels[0], region.Map.Hash);
                    _scene.Fill(color, _coordinates.ForDrawing(part.Corners));
                }

                break;
            default:
                ActivationPattern pattern = region.Pattern;
                _scene.Fill(RegionPalette.OfDepth(StableHash.Of(pattern, Math.Min(1, pattern.LayerCount)), StableHash.Of(pattern, pattern.LayerCount)), region.CornersForDrawing());
                AddWalls(region);
                break;
        }

        foreach (TieSegment tie in region.Decisions.Ties)
        {
            if (!tie.OnSide || (!_ties.Contains((tie.To, tie.From)) && _ties.Add((tie.From, tie.To))))
            {
                _scene.Boundary(_coordinates.ForDrawing(tie.From), _coordinates.ForDrawing(tie.To));
            }
        }
    }

    /// <summary>The layer of a wall is the first in which the patterns on its two sides differ; regions meet side to side, so both name the same ends.</summary>
    private void AddWalls(SliceRegion region)
    {
        HomogeneousPoint[] corners = region.CubeCorners;
        for (int i = 0; i < corners.Length; i++)
        {
            (HomogeneousPoint from, HomogeneousPoint to) = (corners[i], corners[i + 1 == corners.Length ? 0 : i + 1]);
            if (!_sides.Remove((to, from), out ActivationPattern? other))
            {
                _sides.Add((from, to), region.Pattern);
                continue;
            }

            int layer = 0;
            while (layer < other.LayerCount - 1 && SameLayer(other, region.Pattern, layer))
            {
                layer++;
            }

            _scene.Wall(layer, _coordinates.ForDrawing(from), _coordinates.ForDrawing(to));
        }
    }

    private static bool SameLayer(ActivationPattern a, ActivationPattern b, int layer)
        => Enumerable.Range(0, a.WidthOf(layer)).All(neuron => a[layer, neuron] == b[layer, neuron]);
}
