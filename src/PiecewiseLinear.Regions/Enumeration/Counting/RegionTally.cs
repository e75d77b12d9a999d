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

    /// <summary>The exact volumes, in units of the cube's coordinates.</summary>
    public RationalSum Volume { get; } = new();

    /// <summary>The patterns and the fingerprints of the maps, where those are asked for.</summary>
    public PatternLog? Log { get; set; }

    /// <summary>Regions by their number of facets; trailing zeros allowed.</summary>
    public ReadOnlySpan<long> FacetHistogram => _facetHistogram;

    /// <summary>Counts a region's facets.</summary>
    public void AddFacets(int facets, int onBox)
    {
        FacetIncidences += facets;
        BoxFacetIncidences += onBox;
        if (facets >= _facetHistogram.Length)
        {
            Array.Resize(ref _facetHistogram, Math.Max(16, 2 * facets));
        }

        _facetHistogram[facets]++;
    }

    /// <summary>The totals as a list of numbers, for a token.</summary>
    public IEnumerable<long> ToNumbers()
        => [Regions, FacetIncidences, BoxFacetIncidences, Vertices, Edges, VertexIncidences, Crossed, Tied, .. PerLayer, .. _facetHistogram];

    /// <summary>The totals of <see cref="ToNumbers"/>, or null when there are not enough.</summary>
    public static RegionTally? FromNumbers(long[] numbers, int layers)
    {
        if (numbers.Length < 8 + layers)
        {
            return null;
        }

        RegionTally tally = new(layers)
        {
            Regions = numbers[0],
            FacetIncidences = numbers[1],
            BoxFacetIncidences = numbers[2],
            Vertices = numbers[3],
            Edges = numbers[4],
            VertexIncidences = numbers[5],
            Crossed = numbers[6],
            Tied = numbers[7],
            _facetHistogram = numbers[(8 + layers)..],
        };
        numbers.AsSpan(8, layers).CopyTo(tally.PerLayer);
        return tally;
    }

    /// <summary>Adds the totals of another stretch; its log of patterns stays its own.</summary>
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
        Volume.Add(other.Volume.Total());
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
