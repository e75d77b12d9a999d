using System.Runtime.Intrinsics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The least value of a linear form on a search's set of inputs: a box, or a box and a ball. The one place where a set enters linear bounds; a tighter minimum over box ∩ ball belongs here.
/// </summary>
internal static unsafe class Concretization
{
    private const int UnderflowExponent = -500;
    private const int RoundingExponent = -50;
    private static readonly double s_underflow = Math.ScaleB(1d, UnderflowExponent);

    /// <summary>
    /// A lower bound of constant + ⟨form, x⟩ on the set, up to the rounding of one sum of products form·x with |x| at most the magnitudes of the root box, which the caller charges. For a ball, by Hölder's inequality,
    /// constant + ⟨form, center⟩ − r‖form‖ (dual norm, rounded up); the better of box and ball.
    /// </summary>
    public static double Minimum(double* form, double constant, ReadOnlySpan<double> low, ReadOnlySpan<double> high, InputBall? ball)
    {
        double onBox = constant + OnBox(form, low, high);
        return ball is null ? onBox : Math.Max(onBox, constant + OnBall(form, ball));
    }

    /// <summary>A point where the bound of <see cref="Minimum"/> is reached: of the box, or of the ball.</summary>
    public static void Minimizer(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, InputBall? ball, Span<double> point)
    {
        if (ball is not null && OnBall(form, ball) > OnBox(form, low, high))
        {
            BallMinimizer(form, ball, point);
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

    private static double OnBall(double* form, InputBall ball)
    {
        double sum = 0d, size = 0d, squares = 0d, largest = 0d;
        for (int j = 0; j < ball.Center.Length; j++)
        {
            double c = form[j], magnitude = Math.Abs(c);
            sum += c * ball.Center[j];
            size += magnitude;
            squares += c * c;
            largest = Math.Max(largest, magnitude);
        }

        double dual = ball.Norm switch { VectorNorm.L1 => largest, VectorNorm.L2 => Math.Sqrt(squares), _ => size };

        // A sum of n nonnegative products, its root and the last product are off by fewer than n + 4 roundings; squares that underflow by less than 2⁻⁵⁰⁰ under the root.
        return sum - (ball.Radius * ((dual * (1d + Math.ScaleB(ball.Center.Length + 4, RoundingExponent))) + s_underflow));
    }

    private static void BallMinimizer(double* form, InputBall ball, Span<double> point)
    {
        double squares = 0d;
        int largest = 0;
        for (int j = 0; j < point.Length; j++)
        {
            point[j] = ball.Center[j];
            squares += form[j] * form[j];
            largest = Math.Abs(form[j]) > Math.Abs(form[largest]) ? j : largest;
        }

        if (ball.Norm == VectorNorm.L1)
        {
            point[largest] -= Math.Sign(form[largest]) * ball.Radius;
            return;
        }

        for (int j = 0; j < point.Length && squares > 0d; j++)
        {
            point[j] -= ball.Radius * (ball.Norm == VectorNorm.L2 ? form[j] / Math.Sqrt(squares) : Math.Sign(form[j]));
        }
    }
}
