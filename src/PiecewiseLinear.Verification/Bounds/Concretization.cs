using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The least value of a linear form on a search's set of inputs: a box, or a box and a ball. The one place where a set enters linear bounds. One instance a thread.
/// </summary>
/// <param name="ball">The ball; null: the box alone. Its radius may shrink meanwhile.</param>
internal sealed unsafe class Concretization(InputBall? ball)
{
    private readonly BallForms? _forms = ball is null ? null : new BallForms(ball.Center, ball.Norm);

    /// <summary>The ball; null: the box alone.</summary>
    public InputBall? Ball => ball;

    /// <summary>A limit on the inputs that differ from a point; null: none. One whose inputs are all decided says nothing that the box does not.</summary>
    public ChangeBudget? Changes { get; set; }

    /// <summary>
    /// A lower bound of constant + ⟨form, x⟩ on the set, up to the rounding of one sum of products form·x with |x| at most the magnitudes of the root box, which the caller charges: on box ∩ ball as <see cref="BallForms"/> says, and with a limit on the changes as <see cref="ChangeBudget"/> says; the best of them.
    /// </summary>
    public double Minimum(double* form, double constant, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        double onBox = constant + (Changes is { IsDecided: false } changes ? changes.Minimum(form, low, high) : OnBox(form, low, high));
        double onBoth = _forms is null ? double.NegativeInfinity : constant + _forms.Minimum(form, low, high, ball!.Radius);

        // What is not a number proves nothing.
        return onBoth > onBox ? onBoth : onBox;
    }

    /// <summary>A point where the bound of <see cref="Minimum"/> is reached, in doubles.</summary>
    public void Minimizer(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, Span<double> point)
    {
        if (_forms is not null)
        {
            _forms.Minimizer(form, low, high, ball!.Radius, point);
            return;
        }

        if (Changes is { IsDecided: false } changes)
        {
            changes.Minimizer(form, low, high, point);
            return;
        }

        int j = 0;
        for (; j + AlignedMatrix.Lanes <= low.Length; j += AlignedMatrix.Lanes)
        {
            Vector512<double> positive = Vector512.GreaterThanOrEqual(Vector512.Load(form + j), Vector512<double>.Zero);
            Vector512.ConditionalSelect(positive, Vector512.Create(low.Slice(j, AlignedMatrix.Lanes)), Vector512.Create(high.Slice(j, AlignedMatrix.Lanes))).CopyTo(point[j..]);
        }

        for (; j < low.Length; j++)
        {
            point[j] = form[j] >= 0d ? low[j] : high[j];
        }
    }

    private static double OnBox(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Vector512<double> sums = default;
        int j = 0;
        for (; j + AlignedMatrix.Lanes <= low.Length; j += AlignedMatrix.Lanes)
        {
            Vector512<double> c = Vector512.Load(form + j), positive = Vector512.GreaterThanOrEqual(c, Vector512<double>.Zero);
            sums = Vector512.MultiplyAddEstimate(
                c, Vector512.ConditionalSelect(positive, Vector512.Create(low.Slice(j, AlignedMatrix.Lanes)), Vector512.Create(high.Slice(j, AlignedMatrix.Lanes))), sums);
        }

        double sum = Vector512.Sum(sums);
        for (; j < low.Length; j++)
        {
            sum += form[j] * (form[j] >= 0d ? low[j] : high[j]);
        }

        return sum;
    }
}
