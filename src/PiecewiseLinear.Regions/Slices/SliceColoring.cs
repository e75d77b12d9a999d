namespace PiecewiseLinear.Regions;

/// <summary>What the colors of a slice picture say.</summary>
public enum SliceColoring
{
    /// <summary>Regions with one affine map have one color.</summary>
    Map,

    /// <summary>The color of the decision, in shades by affine map; regions that a boundary crosses are cut at it.</summary>
    Class,

    /// <summary>The hue of the region's cell of the first hidden layer, in shades by later layers; walls are heavier the earlier their layer.</summary>
    Depth,
}
