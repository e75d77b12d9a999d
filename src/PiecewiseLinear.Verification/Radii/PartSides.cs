using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The sides of parts: which of them are not merely the ball's, and what a smaller ball leaves of them.</summary>
internal sealed class PartSides
{
    private readonly Box? _domain;
    private readonly CompiledGroup _root;
    private readonly List<PartSide> _sides = [];

    public PartSides(Box? domain, CompiledGroup root) => (_domain, _root) = (domain, root);

    /// <summary>The sides that the domain or a split has put inside the root's box (or at its end, where that is the domain's), in exact ends; without inputs that are kept.</summary>
    public IReadOnlyList<PartSide> Of(BoxBounds box, ChangeBudget? changes)
    {
        _sides.Clear();
        Box exact = _root.Group.Inputs.Box;
        for (int j = 0; j < box.Low.Length; j++)
        {
            if (changes?[j] == ChangeRole.Kept)
            {
                continue;
            }

            Add(j, upper: false, box.Low[j] > _root.Low[j], Rational.Max(exact.Lower[j], Rational.FromDouble(box.Low[j])), _domain?.Lower[j]);
            Add(j, upper: true, box.High[j] < _root.High[j], Rational.Min(exact.Upper[j], Rational.FromDouble(box.High[j])), _domain?.Upper[j]);
        }

        return _sides;
    }

    private void Add(int input, bool upper, bool isSplit, Rational end, Rational? domain)
    {
        if (isSplit || domain == end)
        {
            _sides.Add(new PartSide(input, upper, end));
        }
    }

    /// <summary>
    /// The evidence that a box has no point in the open ball around a point, by its sides alone; null where it may have one. The sides beyond the point, each as many times as its gap (norm 2) or once (norm 1), add up to a row
    /// that every point in the open ball violates. For norm ∞ the box around the ball is the ball.
    /// </summary>
    /// <param name="box">The box.</param>
    /// <param name="point">The point.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="rivals">The rivals that are open.</param>
    public ExactFinish? Outside(BoxBounds box, ImmutableArray<Rational> point, ExactDistance radius, ReadOnlySpan<int> rivals)
    {
        Rational apart = Rational.Zero;
        List<(int Row, Rational Weight)> multipliers = [];
        foreach ((int input, bool upper, Rational end) in Of(box, changes: null))
        {
            Rational gap = upper ? point[input] - end : end - point[input];
            if (gap > 0)
            {
                bool isSquared = radius.Norm == VectorNorm.L2;
                apart += isSquared ? gap * gap : gap;
                multipliers.Add(((2 * input) + (upper ? 1 : 0), isSquared ? gap : Rational.One));
            }
        }

        if (radius.Norm == VectorNorm.LInf || apart < radius.Power || multipliers.Count == 0)
        {
            return null;
        }

        ImmutableArray<ExactFinishNode> leaf = [new ExactFinishNode(-1, [.. multipliers])];
        ImmutableArray<ExactFinishTree>.Builder trees = ImmutableArray.CreateBuilder<ExactFinishTree>(rivals.Length);
        foreach (int rival in rivals)
        {
            trees.Add(new ExactFinishTree(rival, leaf));
        }

        return new ExactFinish(trees.MoveToImmutable());
    }

    /// <summary>Cuts a part to the box around a smaller ball. Returns whether anything is left.</summary>
    public static bool Shrink(BoxBounds box, DecisionProblem problem, double radius)
    {
        for (int j = 0; j < box.Low.Length; j++)
        {
            double center = problem.Query.Point[j].ToDoubleApproximate(), reach = Math.BitIncrement(Math.BitIncrement(radius) + Math.ScaleB(Math.Abs(center), -52));
            box.Low[j] = Math.Max(box.Low[j], Math.BitDecrement(center - reach));
            box.High[j] = Math.Min(box.High[j], Math.BitIncrement(center + reach));
            if (box.Low[j] > box.High[j])
            {
                return false;
            }
        }

        return true;
    }
}
