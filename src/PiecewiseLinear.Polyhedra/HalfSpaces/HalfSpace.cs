using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The closed half-space {x : ⟨normal, x⟩ ≤ offset} with integer data. Every half-space with rational data has this form after scaling by a
/// positive number, which changes nothing; two half-spaces are the same set iff their data are positive multiples of each other.
/// </summary>
/// <param name="Normal">The outward normal a, integers; not all zero except for the trivial half-space.</param>
/// <param name="Offset">The right-hand side b.</param>
public sealed record HalfSpace(ImmutableArray<BigInteger> Normal, BigInteger Offset)
{
    /// <summary>The number of coordinates.</summary>
    public int Dimension => Normal.Length;

    /// <summary>Whether the normal is zero (then the set is everything or nothing, by the sign of the offset).</summary>
    public bool IsTrivial => Normal.All(static a => a.IsZero);
}
