namespace PiecewiseLinear.Regions;

/// <summary>What is counted beside the regions themselves and the cells after each hidden layer, which always are.</summary>
[Flags]
public enum CountedQuantities
{
    /// <summary>Regions and cells per layer only.</summary>
    None = 0,

    /// <summary>Facet incidences (walls and box sides, summed over regions), true neighbor pairs, the histogram of facets per region.</summary>
    Facets = 1,

    /// <summary>Vertices and edges of the complex of all regions in the box.</summary>
    Vertices = 2,

    /// <summary>Regions crossed by the decision boundary, and regions wholly tied.</summary>
    Boundary = 4,

    /// <summary>Pairs of regions whose patterns differ in one neuron. Needs a set of all patterns.</summary>
    Hamming1 = 8,

    /// <summary>Distinct affine maps over all regions. Needs a set of all maps.</summary>
    Maps = 16,

    /// <summary>The exact volume of the regions, in the coordinates of the box.</summary>
    Volumes = 32,
}
