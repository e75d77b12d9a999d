using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Regions;

/// <summary>An entry of a legend: a swatch and what it means.</summary>
public readonly record struct LegendEntry(RgbColor Color, string Text, bool IsLine = false);

/// <summary>
/// What a picture shows, ready to be written as SVG or PNG: filled polygons, walls, boundary lines on top, a frame with axes, words around it. Rounded to the grid of the
/// frame; a few bytes a corner, whatever the number of polygons.
/// </summary>
/// <param name="frame">The rectangle shown.</param>
public sealed class PictureScene(PlaneFrame frame)
{
    private readonly Dictionary<RgbColor, List<int>> _polygons = [];
    private readonly List<RgbColor> _order = [];
    private readonly SortedDictionary<int, List<GridPoint>> _walls = [];
    private readonly List<GridPoint> _boundary = [];
    private readonly List<(RgbColor Color, IReadOnlyList<GridPoint> Ends)> _curves = [];
    private GridPoint[] _buffer = new GridPoint[16];

    /// <summary>The rectangle shown.</summary>
    public PlaneFrame Frame { get; } = frame;

    /// <summary>The line above the picture.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>The line under the title.</summary>
    public string Subtitle { get; set; } = string.Empty;

    /// <summary>The name of the horizontal axis.</summary>
    public string XName { get; set; } = string.Empty;

    /// <summary>The name of the vertical axis.</summary>
    public string YName { get; set; } = string.Empty;

    /// <summary>What the colors mean.</summary>
    public ImmutableArray<LegendEntry> Legend { get; set; } = [];

    /// <summary>How heavy walls are drawn: 1 as in pictures of regions.</summary>
    public double WallWeight { get; init; } = 1;

    /// <summary>Whether the sides of all polygons are drawn as thin lines.</summary>
    public bool Outlines { get; init; } = true;

    /// <summary>The number of polygons that are not lost between the points of the grid.</summary>
    public int PolygonCount { get; private set; }

    /// <summary>Adds a filled polygon; its corners in order.</summary>
    public void Fill(RgbColor color, ReadOnlySpan<PlanePoint> corners)
    {
        int count = Round(corners);
        if (count < 3)
        {
            return;
        }

        ref List<int>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_polygons, color, out bool known);
        list ??= [];
        if (!known)
        {
            _order.Add(color);
        }

        list.Add(count);
        foreach (GridPoint corner in _buffer.AsSpan(0, count))
        {
            list.Add(corner.X);
            list.Add(corner.Y);
        }

        PolygonCount++;
    }

    /// <summary>Adds a piece of a wall of a hidden layer, drawn over the fills; earlier layers are drawn heavier.</summary>
    public void Wall(int layer, PlanePoint from, PlanePoint to)
    {
        if (!_walls.TryGetValue(layer, out List<GridPoint>? walls))
        {
            _walls.Add(layer, walls = []);
        }

        Segment(walls, from, to);
    }

    /// <summary>Adds a curve of straight pieces, drawn over the walls.</summary>
    public void Curve(RgbColor color, ReadOnlySpan<PlanePoint> points)
    {
        List<GridPoint> ends = [];
        for (int i = 1; i < points.Length; i++)
        {
            Segment(ends, points[i - 1], points[i]);
        }

        _curves.Add((color, ends));
    }

    /// <summary>Adds a piece of the decision boundary, drawn on top.</summary>
    public void Boundary(PlanePoint from, PlanePoint to) => Segment(_boundary, from, to);

    /// <summary>The colors in the order of their first use, each with its polygons: the number of corners, then x and y of each.</summary>
    internal IEnumerable<(RgbColor Color, IReadOnlyList<int> Corners)> Polygons() => _order.Select(color => (color, (IReadOnlyList<int>)_polygons[color]));

    /// <summary>The ends of the walls of each layer, two and two.</summary>
    internal IEnumerable<(int Layer, IReadOnlyList<GridPoint> Ends)> Walls() => _walls.Select(static pair => (pair.Key, (IReadOnlyList<GridPoint>)pair.Value));

    /// <summary>The curves in the order in which they were added, each the ends of its pieces, two and two.</summary>
    internal IEnumerable<(RgbColor Color, IReadOnlyList<GridPoint> Ends)> Curves => _curves;

    /// <summary>The ends of the pieces of the boundary, two and two.</summary>
    internal IReadOnlyList<GridPoint> BoundaryEnds => _boundary;

    private void Segment(List<GridPoint> ends, PlanePoint from, PlanePoint to)
    {
        GridPoint start = Frame.ToGrid(from), end = Frame.ToGrid(to);
        if (start != end)
        {
            ends.Add(start);
            ends.Add(end);
        }
    }

    /// <summary>Rounds corners to the grid and drops those that fall together; returns how many are left.</summary>
    private int Round(ReadOnlySpan<PlanePoint> corners)
    {
        if (_buffer.Length < corners.Length)
        {
            Array.Resize(ref _buffer, 2 * corners.Length);
        }

        int count = 0;
        foreach (PlanePoint corner in corners)
        {
            GridPoint rounded = Frame.ToGrid(corner);
            if (count == 0 || rounded != _buffer[count - 1])
            {
                _buffer[count++] = rounded;
            }
        }

        while (count > 1 && _buffer[count - 1] == _buffer[0])
        {
            count--;
        }

        return count;
    }
}
