using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>A rational lower and upper bound of a number; equal where the number is rational and known.</summary>
public readonly record struct RationalInterval(Rational Lower, Rational Upper);

/// <summary>
/// How much a network bends along a path, after Gamba, Chmielewski-Anders, Sullivan, Azizpour and Björkman, Are All Linear Regions Created Equal? (AISTATS 2022): the
/// density of breakpoints alone says little, so it stands beside two measures of the function itself.
/// </summary>
/// <param name="Breakpoints">The number of places where the pattern changes.</param>
/// <param name="Length">The Euclidean length of the path.</param>
/// <param name="Density">Breakpoints per unit of Euclidean length.</param>
/// <param name="SlopeChange">
/// For each output the total change of slope per unit length: Σ |s⁺ − s⁻| over the breakpoints inside segments, with s the derivative by arc length. (The turn of the path
/// itself at a corner is not the network's and does not count.)
/// </param>
/// <param name="Segments">The exact parts of each segment.</param>
public sealed record LineMeasures(
    int Breakpoints, RationalInterval Length, RationalInterval Density, ImmutableArray<RationalInterval> SlopeChange, ImmutableArray<SegmentMeasures> Segments)
{
    /// <summary>The measures of a complete answer with exact outputs.</summary>
    /// <exception cref="ArgumentException">The answer is not complete.</exception>
    public static LineMeasures Of(LineAnswer answer)
    {
        if (!answer.Complete)
        {
            throw new ArgumentException("the walk stopped before the end of the path; its measures would be those of a part", nameof(answer));
        }

        ImmutableArray<SegmentMeasures> segments = [.. answer.Pieces.GroupBy(static piece => piece.Segment).Select(group => SegmentMeasures.Of(answer.Path, [.. group]))];
        int breakpoints = answer.Breakpoints.Count();
        RationalInterval length = Sum(segments.Select(static segment => segment.Length));
        RationalInterval density = new(breakpoints / length.Upper, breakpoints / length.Lower);
        return new LineMeasures(
            breakpoints,
            length,
            density,
            [.. Enumerable.Range(0, segments[0].SlopeChange.Length).Select(k => Sum(segments.Select(segment => segment.SlopeChangeByLength(k))))],
            segments);
    }

    private static RationalInterval Sum(IEnumerable<RationalInterval> intervals)
        => intervals.Aggregate(static (sum, next) => new RationalInterval(sum.Lower + next.Lower, sum.Upper + next.Upper));
}

/// <summary>The measures of one segment, by its parameter t in [0, 1].</summary>
/// <param name="SquaredLength">The square of its Euclidean length, exact.</param>
/// <param name="Length">Its Euclidean length.</param>
/// <param name="SlopeChange">For each output Σ |s⁺ − s⁻| over the breakpoints inside, with s the derivative by t; exact. By length: divided by the length.</param>
/// <param name="Deviation">
/// For each output ∫₀¹ |f − c| dt, exact, where c is the affine function of t that agrees with f at both ends: the mean deviation from affine interpolation.
/// </param>
public sealed record SegmentMeasures(
    Rational SquaredLength, RationalInterval Length, ImmutableArray<Rational> SlopeChange, ImmutableArray<Rational> Deviation)
{
    /// <summary>The total change of slope per unit length of an output.</summary>
    public RationalInterval SlopeChangeByLength(int output) => new(SlopeChange[output] / Length.Upper, SlopeChange[output] / Length.Lower);

    internal static SegmentMeasures Of(Polyline path, ImmutableArray<LinePiece> pieces)
    {
        Rational[] direction = path.Direction(pieces[0].Segment);
        Rational squared = RationalVector.Dot(direction, direction);
        int outputs = pieces[0].Outputs.Length;
        return new SegmentMeasures(
            squared,
            SquareRoot(squared),
            [.. Enumerable.Range(0, outputs).Select(k => Enumerable.Range(1, pieces.Length - 1)
                .Aggregate(Rational.Zero, (sum, i) => sum + Rational.Abs(pieces[i].Outputs[k].Slope - pieces[i - 1].Outputs[k].Slope)))],
            [.. Enumerable.Range(0, outputs).Select(k => DeviationOf(pieces, k))]);
    }

    private static Rational DeviationOf(ImmutableArray<LinePiece> pieces, int output)
    {
        Rational start = pieces[0].Outputs[output].Constant, rise = pieces[^1].Outputs[output].At(Rational.One) - start;
        FractionSum sum = new(1);
        Rational from = Rational.Zero, above = Rational.Zero;
        foreach (LinePiece piece in pieces)
        {
            ParameterForm form = piece.Outputs[output];
            Rational to = piece.To.Value;
            Rational next = form.At(to) - start - (rise * to);

            // The integral of |linear| from above to next over a width w: the mean of the magnitudes, or where the sign changes two triangles.
            Rational mean = above.Sign * next.Sign >= 0
                ? Rational.Abs(above + next) / 2
                : ((above * above) + (next * next)) / (2 * Rational.Abs(next - above));
            sum.Add((to - from) * mean);
            (from, above) = (to, next);
        }

        return sum.Value();
    }

    /// <summary>Doubles around the square root of a positive rational; exact where it has one.</summary>
    private static RationalInterval SquareRoot(Rational square)
    {
        (BigInteger n, BigInteger d) = (square.Numerator, square.Denominator);
        BigInteger root = SquareRoots.Floor(n * d);
        if (root * root == n * d)
        {
            Rational exact = new(root, d);
            return new RationalInterval(exact, exact);
        }

        int scale = (int)Math.Max(0, 70 + d.GetBitLength() - ((n.GetBitLength() + d.GetBitLength()) / 2));
        BigInteger floor = SquareRoots.Floor((n * d) << (2 * scale));
        return new RationalInterval(
            Rational.FromDouble(new Rational(floor, d << scale).RoundDown()),
            Rational.FromDouble(new Rational(floor + 1, d << scale).RoundUp()));
    }
}
