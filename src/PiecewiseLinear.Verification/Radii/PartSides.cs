using PiecewiseLinear.Exact;

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
