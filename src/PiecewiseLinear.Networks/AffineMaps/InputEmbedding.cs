using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// An affine substitution x = origin + Σₖ yₖ·directionₖ of the inputs of a network, with y in a box of R^k. A box with fixed inputs (k free ones), a
/// plane slice (k = 2), a segment (k = 1) are one thing: the network composed with it is a piecewise linear function of y.
/// </summary>
/// <remarks>
/// <see cref="RootForms"/> are the inputs as exact forms of y; an exact propagation that starts from them works in the reduced space throughout.
/// Immutable. Geometry in y is geometry in x up to an affine bijection where the directions are linearly independent, which is the caller's choice.
/// </remarks>
public sealed class InputEmbedding
{
    /// <summary>The substitution with the given origin and directions.</summary>
    /// <param name="origin">The point x of y = 0, one rational an input.</param>
    /// <param name="directions">One vector of d rationals a coordinate of y.</param>
    /// <param name="parameters">The box of y; every coordinate has distinct ends.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a coordinate of the box has equal ends.</exception>
    public InputEmbedding(ImmutableArray<Rational> origin, ImmutableArray<ImmutableArray<Rational>> directions, Box parameters)
        : this(origin, directions, parameters, [.. Enumerable.Range(0, directions.Length)])
    {
    }

    private InputEmbedding(ImmutableArray<Rational> origin, ImmutableArray<ImmutableArray<Rational>> directions, Box parameters, ImmutableArray<int> sides)
    {
        if (parameters.Dimension != directions.Length)
        {
            throw new ArgumentException($"the box has {parameters.Dimension} coordinates, expected {directions.Length}, one a direction", nameof(parameters));
        }

        for (int k = 0; k < directions.Length; k++)
        {
            if (directions[k].Length != origin.Length)
            {
                throw new ArgumentException($"direction {k} has {directions[k].Length} entries, expected {origin.Length}, one an input", nameof(directions));
            }

            if (parameters.IsFixed(k))
            {
                throw new ArgumentException($"coordinate {k}: both ends of the box are {parameters.Lower[k]}, expected distinct ends", nameof(parameters));
            }
        }

        Origin = origin;
        Directions = directions;
        Parameters = parameters;
        Sides = sides;
        RootForms = Forms();
    }

    /// <summary>The point x of y = 0.</summary>
    public ImmutableArray<Rational> Origin { get; }

    /// <summary>One vector of d rationals a coordinate of y.</summary>
    public ImmutableArray<ImmutableArray<Rational>> Directions { get; }

    /// <summary>The box of y.</summary>
    public Box Parameters { get; }

    /// <summary>The number of inputs d.</summary>
    public int InputDimension => Origin.Length;

    /// <summary>The number of coordinates k of y.</summary>
    public int Dimension => Directions.Length;

    /// <summary>
    /// What the sides of coordinate k are called in answers (the input of a <c>RowReference</c> of a box side): the free input that it is when the embedding
    /// comes from a box, else k itself.
    /// </summary>
    public ImmutableArray<int> Sides { get; }

    /// <summary>The inputs as exact forms of y: d rows of k + 1 columns over one divisor.</summary>
    public LayerForms RootForms { get; }

    /// <summary>The free inputs of a box as coordinates; fixed inputs (equal ends) are constants.</summary>
    public static InputEmbedding OfBox(Box box)
    {
        ImmutableArray<int> free = [.. Enumerable.Range(0, box.Dimension).Where(j => !box.IsFixed(j))];
        return new InputEmbedding(
            [.. Enumerable.Range(0, box.Dimension).Select(j => box.IsFixed(j) ? box.Lower[j] : Rational.Zero)],
            [.. free.Select(k => Enumerable.Range(0, box.Dimension).Select(j => j == k ? Rational.One : Rational.Zero).ToImmutableArray())],
            new Box([.. free.Select(k => box.Lower[k])], [.. free.Select(k => box.Upper[k])]),
            free);
    }

    /// <summary>The segment from one point to another: y runs from 0 to 1.</summary>
    public static InputEmbedding OfSegment(ImmutableArray<Rational> from, ImmutableArray<Rational> to)
        => new(from, [[.. from.Zip(to, static (a, b) => b - a)]], Box.Cube(1, 0, 1));

    /// <summary>
    /// The same set of points x over the cube [−1, 1]^k: y = middle + half · s. What comes back is <see cref="ToParameters"/> of s.
    /// </summary>
    public InputEmbedding Normalized()
    {
        ImmutableArray<Rational> half = HalfWidths(), middle = Middle();
        return new InputEmbedding(
            ToInput(middle),
            [.. Directions.Select((direction, k) => direction.Select(a => a * half[k]).ToImmutableArray())],
            Box.Cube(Dimension, -1, 1),
            Sides);
    }

    /// <summary>The point y of a point s of the cube of <see cref="Normalized"/>.</summary>
    public ImmutableArray<Rational> ToParameters(IReadOnlyList<Rational> normalized)
    {
        ImmutableArray<Rational> half = HalfWidths(), middle = Middle();
        return [.. normalized.Select((s, k) => middle[k] + (half[k] * s))];
    }

    /// <summary>Half the width of the box of y in each coordinate.</summary>
    public ImmutableArray<Rational> HalfWidths() => [.. Parameters.Lower.Zip(Parameters.Upper, static (a, b) => (b - a) / 2)];

    /// <summary>The middle of the box of y.</summary>
    public ImmutableArray<Rational> Middle() => [.. Parameters.Lower.Zip(Parameters.Upper, static (a, b) => (a + b) / 2)];

    /// <summary>The point x of a point y.</summary>
    public ImmutableArray<Rational> ToInput(IReadOnlyList<Rational> y)
    {
        Rational[] x = [.. Origin];
        for (int k = 0; k < Directions.Length; k++)
        {
            for (int j = 0; j < x.Length && !y[k].IsZero; j++)
            {
                x[j] = Directions[k][j].IsZero ? x[j] : x[j] + (y[k] * Directions[k][j]);
            }
        }

        return ImmutableArray.Create(x);
    }

    /// <summary>Dyadic rows over the least common multiple of the odd parts of all denominators.</summary>
    private LayerForms Forms()
    {
        BigInteger divisor = IntegerVector.LeastCommonMultiple(
            Directions.SelectMany(static direction => direction).Concat(Origin).Select(static value => OddPart(value.Denominator)));

        DyadicRow?[] rows = new DyadicRow?[InputDimension];
        Dyadic[] entries = new Dyadic[Dimension + 1];
        for (int j = 0; j < rows.Length; j++)
        {
            for (int k = 0; k <= Dimension; k++)
            {
                Rational value = k < Dimension ? Directions[k][j] : Origin[j];
                BigInteger odd = OddPart(value.Denominator);
                entries[k] = new Dyadic(value.Numerator * (divisor / odd), -(int)BigInteger.TrailingZeroCount(value.Denominator));
            }

            rows[j] = DyadicRow.FromDyadics(entries);
        }

        return LayerForms.Create(rows, divisor, Dimension);
    }

    private static BigInteger OddPart(BigInteger denominator) => denominator >> (int)BigInteger.TrailingZeroCount(denominator);
}
