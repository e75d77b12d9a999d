using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>A line of <c>plin regions</c>: one region as a JSON object.</summary>
internal sealed class EnumeratedRegionJson(EnumerationQuery query, bool map, bool exact)
{
    private readonly JsonNumbers _numbers = new(exact);
    private readonly JsonNumbers _exact = new(exact: true);

    public void Write(Utf8JsonWriter writer, EnumeratedRegion region)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", region.Index);
        JsonOutput.Array(writer, "pattern", region.Pattern.ToLayerStrings(), static (w, layer) => w.WriteStringValue(layer));
        _numbers.Vector(writer, "interior", region.Interior);
        if (query.Quantities.HasFlag(CountedQuantities.Facets))
        {
            RegionJson.Facets(writer, region.InputFacets(), _numbers);
        }
        else
        {
            writer.WriteNumber("facet_count", region.Facets.Length);
        }

        if (map)
        {
            Map(writer, region.InputMap());
        }

        if (region.Crossing is { } crossing)
        {
            writer.WriteString("boundary", crossing switch
            {
                BoundaryRelation.Crossed => "crossed",
                BoundaryRelation.Tied => "tied",
                _ => "one_label",
            });
        }

        if (query.Quantities.HasFlag(CountedQuantities.Vertices))
        {
            JsonOutput.Array(writer, "vertices", region.Vertices(), (w, vertex) => _numbers.Vector(w, null, query.Domain.ToInput(vertex)));
        }

        if (query.Quantities.HasFlag(CountedQuantities.Volumes))
        {
            writer.WritePropertyName("volume");
            _exact.Write(writer, region.Volume());
        }

        writer.WriteEndObject();
    }

    private void Map(Utf8JsonWriter writer, LayerForms forms)
    {
        (System.Collections.Immutable.ImmutableArray<System.Collections.Immutable.ImmutableArray<Rational>> a, System.Collections.Immutable.ImmutableArray<Rational> b) = forms.ToMap();
        writer.WriteStartObject("map");
        JsonOutput.Array(writer, "A", a, (w, row) => _numbers.Vector(w, null, row));
        _numbers.Vector(writer, "b", b);
        writer.WriteEndObject();
    }
}
