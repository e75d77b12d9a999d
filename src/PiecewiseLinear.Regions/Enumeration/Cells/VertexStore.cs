using System.Numerics;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The vertices of the cells on the current path, a stack: a split puts its new vertices on top, and they go when both of its sides are done. A vertex has
/// double coordinates with an error bound in the maximum norm, the set of constraints tight at it, and its exact coordinates once something asked for them.
/// </summary>
internal sealed class VertexStore<TSet>(int dimension)
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Coordinate c of vertex v is at v · k + c.</summary>
    public double[] Coordinates = new double[1024 * dimension];

    /// <summary>|v̂ − v| ≤ error in every coordinate.</summary>
    public double[] Errors = new double[1024];

    /// <summary>The tight constraints.</summary>
    public TSet[] Tight = new TSet[1024];

    /// <summary>Homogeneous integer coordinates (k numerators, then the positive denominator), or null while nobody needed them.</summary>
    public BigInteger[]?[] Exact = new BigInteger[]?[1024];

    /// <summary>The number of vertices on the stack.</summary>
    public int Count { get; private set; }

    /// <summary>The number of vertices there is room for.</summary>
    public int Capacity => Errors.Length;

    /// <summary>Puts a vertex on the stack and returns its index; coordinates and error are the caller's to fill in.</summary>
    public int Push(in TSet tight)
    {
        if (Count == Errors.Length)
        {
            Array.Resize(ref Coordinates, 2 * Count * dimension);
            Array.Resize(ref Errors, 2 * Count);
            Array.Resize(ref Tight, 2 * Count);
            Array.Resize(ref Exact, 2 * Count);
        }

        Tight[Count] = tight;
        Exact[Count] = null;
        return Count++;
    }

    /// <summary>Removes all vertices from an index on.</summary>
    public void Pop(int count) => Count = count;
}
