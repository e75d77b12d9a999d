namespace PiecewiseLinear.Regions;

/// <summary>Running totals over a stretch of the depth-first order. Totals of consecutive stretches add up.</summary>
internal sealed class RegionTally(int layers)
{
    private long[] _facetHistogram = new long[16];

    /// <summary>Regions.</summary>
    public long Regions { get; set; }

    /// <summary>Cells after each hidden layer.</summary>
    public long[] PerLayer { get; } = new long[layers];

    /// <summary>Facets, summed over regions.</summary>
    public long FacetIncidences { get; set; }

    /// <summary>Facets on sides of the box.</summary>
    public long BoxFacetIncidences { get; set; }

    /// <summary>Vertices of the complex.</summary>
    public long Vertices { get; set; }

    /// <summary>Edges of the complex.</summary>
    public long Edges { get; set; }

    /// <summary>Vertices, summed over regions.</summary>
    public long VertexIncidences { get; set; }

    /// <summary>Regions in whose interior the decision changes.</summary>
    public long Crossed { get; set; }

    /// <summary>Regions tied everywhere.</summary>
    public long Tied { get; set; }

    /// <summary>Signs that the filter could not decide.</summary>
    public long ExactSigns { get; set; }

    /// <summary>Vertices computed exactly.</summary>
    public long ExactVertices { get; set; }

    /// <summary>Regions by their number of facets; trailing zeros allowed.</summary>
    public ReadOnlySpan<long> FacetHistogram => _facetHistogram;

    /// <summary>Counts a region's facets.</summary>
    public void AddFacets(int facets, int onBox)
    {
        FacetIncidences += facets;
        BoxFacetIncidences += onBox;
        if (facets >= _facetHistogram.Length)
        {
            Array.Resize(ref _facetHistogram, 2 * facets);
        }

        _facetHistogram[facets]++;
    }

    /// <summary>Adds the totals of another stretch.</summary>
    public void Add(RegionTally other)
    {
        Regions += other.Regions;
        FacetIncidences += other.FacetIncidences;
        BoxFacetIncidences += other.BoxFacetIncidences;
        Vertices += other.Vertices;
        Edges += other.Edges;
        VertexIncidences += other.VertexIncidences;
        Crossed += other.Crossed;
        Tied += other.Tied;
        ExactSigns += other.ExactSigns;
        ExactVertices += other.ExactVertices;
        for (int l = 0; l < PerLayer.Length; l++)
        {
            PerLayer[l] += other.PerLayer[l];
        }

        if (_facetHistogram.Length < other._facetHistogram.Length)
        {
            Array.Resize(ref _facetHistogram, other._facetHistogram.Length);
        }

        for (int f = 0; f < other._facetHistogram.Length; f++)
        {
            _facetHistogram[f] += other._facetHistogram[f];
        }
    }
}
