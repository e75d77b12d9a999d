using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// What certificates of the kind radius speak of (docs/certificates.md, section 7). With f the network, D is the set of the x in the domain that reach the <see cref="Goal"/> and, where <see cref="Changes"/> are limited,
/// differ from the point in no more inputs than that. Distances in norm 2 are given by their squares.
/// </summary>
/// <param name="NetworkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
/// <param name="Point">The point, in the domain.</param>
/// <param name="Norm">The norm.</param>
/// <param name="Label">The label to keep; with one output 1 or 0.</param>
/// <param name="Target">The only other label that counts, or null for all.</param>
/// <param name="Box">The domain, or null for the whole space.</param>
/// <param name="None">D is empty; then <paramref name="Lower"/> and <paramref name="Upper"/> are null, and so is <paramref name="Witness"/> unless <see cref="Changes"/> are limited.</param>
/// <param name="Lower">The distance of the point to D is at least this.</param>
/// <param name="Upper">The witness is at exactly this distance, or null. Equal to <paramref name="Lower"/> where the distance is known exactly.</param>
/// <param name="Witness">A point of D, or null. Where D is claimed to be empty for its limit of changes: a point that reaches the goal in the domain with exactly one change more.</param>
public sealed record RadiusClaim(
    string NetworkSha256,
    ImmutableArray<Rational> Point,
    VectorNorm Norm,
    int Label,
    int? Target,
    Box? Box,
    bool None,
    Rational? Lower,
    Rational? Upper,
    ImmutableArray<Rational>? Witness)
{
    /// <summary>What the points of D do to the label.</summary>
    public RadiusGoal Goal { get; init; } = RadiusGoal.Beaten;

    /// <summary>How many inputs of a point of D may differ from the point, at most; or null where all may. A limit needs a domain.</summary>
    public int? Changes { get; init; }

    /// <summary>Whether the certificate has a tree: D is claimed to be empty, or the lower end is above 0.</summary>
    public bool NeedsTree => None || Lower is { Sign: > 0 };

    /// <summary>The labels that count, one unsafe polyhedron each: the target, or all but the label, ascending.</summary>
    /// <param name="outputs">The number of outputs of the network; one output means the two labels 0 and 1.</param>
    public ImmutableArray<int> Others(int outputs) => Target is { } target ? [target] : [.. Enumerable.Range(0, Math.Max(2, outputs)).Where(label => label != Label)];

    /// <summary>
    /// The unsafe polyhedra, in the order of <see cref="Others"/>. Beaten: f_label − f_j ≤ 0. Reach: that, then f_i − f_j ≤ 0 for the other i ascending. Boundary: the first, then f_j − f_label ≤ 0, then the others.
    /// With one output there is one: f ≤ 0 for label 1 and −f ≤ 0 for label 0; for the boundary f ≤ 0 and −f ≤ 0.
    /// </summary>
    /// <param name="outputs">The number of outputs of the network.</param>
    public ImmutableArray<ImmutableArray<PropertyRow>> Unsafe(int outputs)
    {
        if (outputs == 1)
        {
            return Goal == RadiusGoal.Boundary ? [[Sign(1), Sign(-1)]] : [[Sign(Label == 1 ? 1 : -1)]];
        }

        return [.. Others(outputs).Select<int, ImmutableArray<PropertyRow>>(other =>
        [
            AtMost(Label, other),
            .. Goal == RadiusGoal.Boundary ? [AtMost(other, Label)] : ImmutableArray<PropertyRow>.Empty,
            .. Enumerable.Range(0, Goal == RadiusGoal.Beaten ? 0 : outputs).Where(label => label != Label && label != other).Select(label => AtMost(label, other)),
        ])];

        static PropertyRow Sign(int sign) => new([], [new PropertyTerm(0, sign)], Rational.Zero);

        static PropertyRow AtMost(int label, int other)
            => new([], label < other ? [new PropertyTerm(label, 1), new PropertyTerm(other, -1)] : [new PropertyTerm(other, -1), new PropertyTerm(label, 1)], Rational.Zero);
    }

    /// <summary>The radius of the ball that the tree looks at, for norm 2 rounded up to a double; null where D is claimed to be empty.</summary>
    public Rational? BallRadius => Lower is not { } lower ? null : Norm == VectorNorm.L2 ? RootAbove(lower) : lower;

    /// <summary>The box of the tree's root before its ends are rounded outward to doubles: the domain cut to the box around the ball of <see cref="BallRadius"/>; null where there is neither.</summary>
    public Box? RootBox()
    {
        if (BallRadius is not { } radius)
        {
            return Box;
        }

        IEnumerable<Rational> low = Point.Select(x => x - radius), high = Point.Select(x => x + radius);
        return Box is null ? new Box([.. low], [.. high]) : new Box([.. low.Select((end, j) => Rational.Max(end, Box.Lower[j]))], [.. high.Select((end, j) => Rational.Min(end, Box.Upper[j]))]);
    }

    /// <summary>The least double whose square is at least a number that is not negative, or, beyond the squares of doubles, the number plus 1.</summary>
    private static Rational RootAbove(Rational square)
    {
        if (Square(double.MaxValue) < square)
        {
            return square + Rational.One;
        }

        // Doubles that are not negative are ordered as their bits are.
        long below = -1, root = BitConverter.DoubleToInt64Bits(double.MaxValue);
        while (root - below > 1)
        {
            long middle = below + ((root - below) / 2);
            (below, root) = Square(BitConverter.Int64BitsToDouble(middle)) < square ? (middle, root) : (below, middle);
        }

        return Rational.FromDouble(BitConverter.Int64BitsToDouble(root));
    }

    private static Rational Square(double value) => Rational.FromDouble(value) is var exact ? exact * exact : default;
}
