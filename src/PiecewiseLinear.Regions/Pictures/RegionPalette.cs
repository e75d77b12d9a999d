namespace PiecewiseLinear.Regions;

/// <summary>
/// The colors of regions: a fixed set of fills, perceptually even and told apart by lightness as well as hue, so that they survive color blindness and grey print. Which
/// fill a region gets depends on what it is alone, never on the order of drawing.
/// </summary>
public static class RegionPalette
{
    private const int Hues = 24;
    private const int Shades = 4;

    // Tol's muted qualitative scheme and a brown: ten colors that people with color blindness tell apart; gray is left for ties.
    private static readonly RgbColor[] s_classes =
        [.. "#0077bb #ee7733 #44aa99 #cc6677 #ddcc77 #332288 #88ccee #999933 #882255 #117733".Split(' ').Select(RgbColor.Parse)];

    /// <summary>The color of what is tied.</summary>
    public static RgbColor Tied { get; } = RgbColor.Parse("#bbbbbb");

    /// <summary>The color of decision boundaries.</summary>
    public static RgbColor Boundary { get; } = RgbColor.Parse("#111111");

    /// <summary>The fill of an affine map, from its hash: one of 24 hues in one of 4 shades.</summary>
    public static RgbColor OfMap(ulong hash)
    {
        ulong mixed = Mix(hash);
        int hue = (int)(mixed % Hues), shade = (int)(mixed / Hues % Shades);
        return RgbColor.FromOklch(0.72 + (0.055 * shade), 0.115 - (0.015 * shade), (hue + 0.5) / Hues);
    }

    /// <summary>The full color of a class, for legends; classes beyond the tenth repeat in a lighter tone.</summary>
    public static RgbColor OfClass(int label) => s_classes[label % s_classes.Length].Mix(RgbColor.Parse("#ffffff"), Math.Min(0.6, 0.25 * (label / s_classes.Length)));

    /// <summary>The fill of a region of a class: the color of the class in one of four light shades, by the hash of its map.</summary>
    public static RgbColor OfClass(int label, ulong hash) => OfClass(label).Mix(RgbColor.Parse("#ffffff"), 0.3 + (0.1 * (Mix(hash) % Shades)));

    /// <summary>The fill of a region by depth: the hue says its cell of the first layer, the shade tells the cells of later layers in it apart.</summary>
    public static RgbColor OfDepth(ulong firstLayerHash, ulong patternHash)
    {
        int hue = (int)(Mix(firstLayerHash) % Hues), shade = (int)(Mix(patternHash) % 6);
        return RgbColor.FromOklch(0.66 + (0.05 * shade), 0.10, (hue + 0.5) / Hues);
    }

    /// <summary>A 64-bit mixer (the finalizer of SplitMix64), so that hashes that differ little give colors that differ much.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
