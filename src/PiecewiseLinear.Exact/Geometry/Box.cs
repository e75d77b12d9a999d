using System.Collections.Immutable;

namespace PiecewiseLinear.Exact;

/// <summary>
/// The axis-parallel box {x : lowerⱼ ≤ xⱼ ≤ upperⱼ} with finite rational ends. Inputs with equal ends are <em>fixed</em>: the box is then a
/// box of the lower-dimensional space of its free inputs, and full dimension means full dimension there.
/// </summary>
public sealed class Box : IEquatable<Box>
{
    /// <summary>A box from its ends, one pair an input.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a lower end is above its upper end (the message names the input).</exception>
    public Box(ImmutableArray<Rational> lower, ImmutableArray<Rational> upper)
    {
        if (lower.Length != upper.Length)
        {
            throw new ArgumentException($"a box needs as many lower ends as upper ends, found {lower.Length} and {upper.Length}");
        }

        for (int j = 0; j < lower.Length; j++)
        {
            if (lower[j] > upper[j])
            {
                throw new ArgumentException($"input {j}: the lower end {lower[j]} of the box is above the upper end {upper[j]}");
            }
        }

        Lower = lower;
        Upper = upper;
    }

    /// <summary>The number of inputs.</summary>
    public int Dimension => Lower.Length;

    /// <summary>The lower ends.</summary>
    public ImmutableArray<Rational> Lower { get; }

    /// <summary>The upper ends.</summary>
    public ImmutableArray<Rational> Upper { get; }

    /// <summary>The box with the same ends for every input.</summary>
    public static Box Cube(int dimension, Rational lower, Rational upper)
        => new([.. Enumerable.Repeat(lower, dimension)], [.. Enumerable.Repeat(upper, dimension)]);

    /// <summary>Whether input <paramref name="input"/> has equal ends.</summary>
    public bool IsFixed(int input) => Lower[input] == Upper[input];

    /// <summary>Whether the point lies in the (closed) box.</summary>
    public bool Contains(ReadOnlySpan<Rational> point)
    {
        for (int j = 0; j < point.Length; j++)
        {
            if (point[j] < Lower[j] || point[j] > Upper[j])
            {
                return false;
            }
        }

        return point.Length == Dimension;
    }

    /// <inheritdoc/>
    public bool Equals(Box? other) => other is not null && Lower.SequenceEqual(other.Lower) && Upper.SequenceEqual(other.Upper);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Box);

    /// <inheritdoc/>
    public override int GetHashCode() => Dimension == 0 ? 0 : HashCode.Combine(Dimension, Lower[0], Upper[^1]);
}
