using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>A vertex or an extreme direction of a polyhedron, in homogeneous integers: (w, v) is the point v/w where w &gt; 0, the direction v where w = 0.</summary>
/// <param name="Weight">w ≥ 0.</param>
/// <param name="Vector">v, d integers; w and v together have no common divisor.</param>
/// <param name="Tight">The rows with ⟨aᵢ, v⟩ = bᵢ·w, in order.</param>
public sealed record Generator(BigInteger Weight, ImmutableArray<BigInteger> Vector, ImmutableArray<int> Tight)
{
    /// <summary>Whether this is a vertex (else a direction).</summary>
    public bool IsVertex => Weight.Sign > 0;

    /// <summary>The coordinates of a vertex.</summary>
    /// <exception cref="InvalidOperationException">This is a direction.</exception>
    public ImmutableArray<Rational> Point()
        => IsVertex ? [.. Vector.Select(v => new Rational(v, Weight))] : throw new InvalidOperationException("a direction has no coordinates, only a vector");
}

/// <summary>The polyhedron as the convex hull of its vertices plus the cone of its extreme directions. Empty iff there are no vertices.</summary>
/// <param name="Vertices">All vertices, each once, in lexicographic order of their coordinates.</param>
/// <param name="Rays">All extreme directions, each once, in lexicographic order; none when the polyhedron is bounded.</param>
public sealed record VRepresentation(ImmutableArray<Generator> Vertices, ImmutableArray<Generator> Rays);

/// <summary>The answer of a vertex enumeration; one of the three cases below.</summary>
public abstract record VertexEnumerationOutcome
{
    private VertexEnumerationOutcome()
    {
    }

    /// <summary>All vertices and extreme directions.</summary>
    public sealed record Complete(VRepresentation Generators) : VertexEnumerationOutcome;

    /// <summary>The rows all leave a line free, so that there is no vertex: ⟨aᵢ, direction⟩ = 0 for every row.</summary>
    public sealed record ContainsLine(ImmutableArray<BigInteger> Direction) : VertexEnumerationOutcome;

    /// <summary>The budget ended first; nothing is said about the vertices.</summary>
    public sealed record Incomplete(string Reason) : VertexEnumerationOutcome;
}
