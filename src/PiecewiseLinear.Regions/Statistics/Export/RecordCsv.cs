using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Records as CSV (RFC 4180 with LF): a header, then a line a region. Numbers are written in full, so that reading them back gives the same doubles; radii are rounded outward, volumes are
/// exact fractions. Lists within a field are joined by <c>;</c>, the layers of a pattern by <c>|</c>; what is not known is empty, an infinite radius is <c>inf</c>.
/// </summary>
public static class RecordCsv
{
    /// <summary>The header of the table of regions.</summary>
    public static string Header(ReluNetwork network)
        => "region,pattern,points,radius_lower,radius_upper,facets,wall_facets,box_facets,crossed,tied,labels,volume,facet_cos_pairs,facet_cos_mean"
            + string.Concat(network.HiddenLayers.Select(static layer => string.Create(
                CultureInfo.InvariantCulture, $",layer_{layer.Layer}_cos_pairs,layer_{layer.Layer}_cos_mean")));

    /// <summary>The line of one region.</summary>
    public static string Line(RegionRecord record)
    {
        List<string> fields =
        [
            Text(record.Index),
            string.Join('|', record.Pattern.ToLayerStrings()),
            string.Join(';', record.Points.Select(Text)),
            record.Radius is { } lower ? Text(lower.Lower.RoundDown()) : string.Empty,
            record.Radius is { } upper ? upper.Upper is { } finite ? Text(finite.RoundUp()) : "inf" : string.Empty,
            record.Facets is { } all ? Text(all.Total) : string.Empty,
            record.Facets is { } walls ? Text(walls.Walls) : string.Empty,
            record.Facets is { } sides ? Text(sides.BoxSides) : string.Empty,
            record.Boundary is { } crossed ? Text(crossed.Crossed) : string.Empty,
            record.Boundary is { } tied ? Text(tied.Tied) : string.Empty,
            record.Boundary is { } boundary ? string.Join(';', boundary.Labels.Select(Text)) : string.Empty,
            record.Volume?.ToString() ?? string.Empty,
        ];
        foreach (CosineHistogram? angles in record.LayerAngles.Prepend(record.FacetAngles))
        {
            fields.Add(angles is null ? string.Empty : angles.Pairs.ToString(CultureInfo.InvariantCulture));
            fields.Add(angles?.Mean is { } mean ? Text(mean) : string.Empty);
        }

        return string.Join(',', fields);
    }

    /// <summary>The header of the table of walks.</summary>
    public static string WalkHeader => "region,walk,direction,hop,cosine,distance";

    /// <summary>The lines of the walks from one region: one a hop.</summary>
    public static IEnumerable<string> WalkLines(RegionRecord record)
    {
        for (int w = 0; w < record.Walks.Length; w++)
        {
            ImmutableArray<WalkHop> hops = record.Walks[w].Hops;
            for (int h = 0; h < hops.Length; h++)
            {
                yield return string.Join(
                    ',',
                    Text(record.Index),
                    Text(w),
                    record.Walks[w].Direction.Name(),
                    Text(h + 1),
                    hops[h].Cosine is { } cosine ? Text(cosine) : string.Empty,
                    Text(hops[h].Distance));
            }
        }
    }

    /// <summary>The spelling of a kind of direction in tables and JSON.</summary>
    public static string Name(this WalkDirection direction)
        => direction switch
        {
            WalkDirection.Random => "random",
            WalkDirection.TowardPoint => "toward_point",
            WalkDirection.Adversarial => "adversarial",
            _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "expected random, toward a point or adversarial"),
        };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "1" : "0";
}
