using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A parallelogram in input space: the points origin + s·u + t·v with (s, t) in a box. On it a network is a piecewise linear function of s and t; a region of the slice is a
/// maximal polygon with one activation pattern. A neuron whose pre-activation vanishes on the whole of a polygon (the plane runs inside its wall) is inactive there.
/// </summary>
public sealed class PlaneSlice
{
    /// <summary>The slice; u and v must span a plane.</summary>
    /// <exception cref="RegionQueryException">The lengths differ, a direction is zero, the directions are parallel, or the box is not one of two proper intervals.</exception>
    public PlaneSlice(ImmutableArray<Rational> origin, ImmutableArray<Rational> u, ImmutableArray<Rational> v, Box range)
    {
        RequireDirection("u", u, origin.Length);
        RequireDirection("v", v, origin.Length);
        int first = 0;
        while (u[first].IsZero)
        {
            first++;
        }

        Rational ratio = v[first] / u[first];
        if (u.Zip(v).All(pair => pair.Second == ratio * pair.First))
        {
            throw new RegionQueryException("v", $"v is {ratio} times u; the directions of a slice must not be parallel");
        }

        if (range.Dimension != 2 || range.IsFixed(0) || range.IsFixed(1))
        {
            throw new RegionQueryException("range", $"the range has {range.Dimension} coordinates, expected two, each from a number to a larger one");
        }

        (Origin, U, V, Range) = (origin, u, v, range);
    }

    /// <summary>The point of s = t = 0.</summary>
    public ImmutableArray<Rational> Origin { get; }

    /// <summary>The direction of s.</summary>
    public ImmutableArray<Rational> U { get; }

    /// <summary>The direction of t.</summary>
    public ImmutableArray<Rational> V { get; }

    /// <summary>The ends of s and of t.</summary>
    public Box Range { get; }

    /// <summary>The plane through three points: a at (0, 0), b at (1, 0), c at (0, 1).</summary>
    /// <exception cref="RegionQueryException">The points lie on one line, or the range is not one of two proper intervals.</exception>
    public static PlaneSlice Through(ImmutableArray<Rational> a, ImmutableArray<Rational> b, ImmutableArray<Rational> c, Box range)
    {
        if (b.Length != a.Length || c.Length != a.Length)
        {
            throw new RegionQueryException("through", $"the three points have {a.Length}, {b.Length} and {c.Length} numbers, expected the same number");
        }

        return new PlaneSlice(a, [.. a.Zip(b, static (x, y) => y - x)], [.. a.Zip(c, static (x, y) => y - x)], range);
    }

    /// <summary>The plane of a network with two inputs: s and t are the inputs.</summary>
    /// <exception cref="RegionQueryException">The range is not one of two proper intervals.</exception>
    public static PlaneSlice OfInputs(Box range) => new([0, 0], [1, 0], [0, 1], range);

    /// <summary>The exact point of a place of the slice.</summary>
    public ImmutableArray<Rational> PointAt(Rational s, Rational t) => [.. Enumerable.Range(0, Origin.Length).Select(j => Origin[j] + (s * U[j]) + (t * V[j]))];

    /// <summary>The slice as an affine substitution of the inputs.</summary>
    public InputEmbedding ToEmbedding() => new(Origin, [U, V], Range);

    private static void RequireDirection(string name, ImmutableArray<Rational> direction, int inputs)
    {
        if (direction.Length != inputs)
        {
            throw new RegionQueryException(name, $"the direction {name} has {direction.Length} numbers, expected {inputs} as in the origin");
        }

        if (direction.All(static x => x.IsZero))
        {
            throw new RegionQueryException(name, $"the direction {name} is zero; a slice needs two directions that span a plane");
        }
    }
}
