using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Integrated gradients (Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017) of one output along a path, exactly: the attribution of input j is the
/// path integral ∫ ∂ₖf/∂xⱼ dxⱼ, on a straight line (xⱼ − x′ⱼ)·∫₀¹ ∂f/∂xⱼ(x′ + t(x − x′)) dt. The gradient is constant on each piece, so the integral is a finite sum of rationals.
/// </summary>
/// <remarks>
/// Where a segment runs inside a neuron's wall the gradient is not unique; the neuron is taken as inactive there, as everywhere in this library (and as automatic
/// differentiation does with relu′(0) = 0). Completeness holds all the same, because the neuron adds nothing along the path.
/// </remarks>
public sealed class IntegratedGradients
{
    private readonly BigInteger[] _numerators;
    private readonly BigInteger _denominator;

    private IntegratedGradients(int output, BigInteger[] numerators, BigInteger denominator, Rational difference)
        => (Output, _numerators, _denominator, Difference) = (output, numerators, denominator, difference);

    /// <summary>The output that is explained.</summary>
    public int Output { get; }

    /// <summary>The number of inputs.</summary>
    public int Count => _numerators.Length;

    /// <summary>f(end of the path) − f(start), exactly: the sum of all attributions.</summary>
    public Rational Difference { get; }

    /// <summary>The attribution of an input in lowest terms; reducing it costs a gcd of numbers with as many digits as all breakpoints together.</summary>
    public Rational this[int input] => new(_numerators[input], _denominator);

    /// <summary>All attributions rounded to the nearest double.</summary>
    public ImmutableArray<double> ToDoublesApproximate()
        => [.. _numerators.Select(numerator => ShortFraction(numerator, _denominator))];

    /// <summary>
    /// The attributions of <paramref name="output"/> along the path of <paramref name="answer"/>. Completeness (their sum is the difference of the output at the ends) is
    /// checked exactly. Complexity: one exact composition in d + 1 columns a piece.
    /// </summary>
    /// <exception cref="ArgumentException">The answer is not complete or not exact, or there is no such output.</exception>
    public static IntegratedGradients Along(ReluNetwork network, LineAnswer answer, int output, CancellationToken cancellationToken)
    {
        if (output < 0 || output >= network.OutputDimension)
        {
            throw new ArgumentException($"output {output} does not exist; the network has {network.OutputDimension} outputs", nameof(output));
        }

        if (!answer.Complete)
        {
            throw new ArgumentException("the walk stopped before the end of the path; integrated gradients need all of it", nameof(answer));
        }

        (BigInteger[] numerators, BigInteger denominator) = Integrate(network, answer, output, cancellationToken);
        Rational difference = ExactEvaluator.Evaluate(network, answer.Path.Points[^1], cancellationToken)[output] - ExactEvaluator.Evaluate(network, answer.Path.Points[0], cancellationToken)[output];
        BigInteger sum = numerators.Aggregate(BigInteger.Zero, static (total, numerator) => total + numerator);
        return sum * difference.Denominator == difference.Numerator * denominator
            ? new IntegratedGradients(output, numerators, denominator, difference)
            : throw new InvalidOperationException("the attributions do not add up to the difference of the output");
    }

    private static (BigInteger[] Numerators, BigInteger Denominator) Integrate(ReluNetwork network, LineAnswer answer, int output, CancellationToken cancellationToken)
    {
        int d = network.InputDimension;
        (BigInteger[][] steps, BigInteger stepDivisor) = Steps(answer.Path);
        FractionSum total = new(d);
        BigInteger divisor = BigInteger.One;
        ScaledRow[] gradients = new ScaledRow[answer.Pieces.Length];
        for (int i = 0; i < gradients.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LayerForms forms = ExactForms.Along(network, answer.Pieces[i].Pattern, cancellationToken).Output;
            divisor = forms.Divisor;
            gradients[i] = ScaledRow.Of(forms[output], d);
        }

        // Summation by parts, Σ (tᵢ₊₁ − tᵢ)·gᵢ = Σ tᵢ·(gᵢ₋₁ − gᵢ) with g = 0 outside the segment: each breakpoint's denominator enters once.
        int exponent = gradients.Min(static row => row.Exponent) is var least && least == int.MaxValue ? 0 : least;
        for (int i = 0; i <= gradients.Length; i++)
        {
            bool opens = i < gradients.Length, closes = i > 0, inside = opens && closes && answer.Pieces[i].Segment == answer.Pieces[i - 1].Segment;
            if (inside)
            {
                Add(answer.Pieces[i].From.Value, gradients[i - 1], gradients[i], steps[answer.Pieces[i].Segment]);
            }
            else if (closes)
            {
                Add(Rational.One, gradients[i - 1], null, steps[answer.Pieces[i - 1].Segment]);
            }
        }

        (BigInteger[] numerators, BigInteger denominator) = total.Total();
        denominator *= divisor * stepDivisor;
        if (exponent > 0)
        {
            numerators = [.. numerators.Select(numerator => numerator << exponent)];
        }

        return (numerators, exponent < 0 ? denominator << -exponent : denominator);

        void Add(Rational t, ScaledRow before, ScaledRow? after, BigInteger[] step)
        {
            BigInteger[] change = new BigInteger[d];
            for (int j = 0; j < d; j++)
            {
                if (!step[j].IsZero)
                {
                    change[j] = (before.At(j, exponent) - (after?.At(j, exponent) ?? BigInteger.Zero)) * step[j] * t.Numerator;
                }
            }

            total.Add(change, t.Denominator);
        }
    }

    /// <summary>The directions of all segments as integers over one divisor.</summary>
    private static (BigInteger[][] Steps, BigInteger Divisor) Steps(Polyline path)
    {
        Rational[] all = [.. Enumerable.Range(0, path.SegmentCount).SelectMany(path.Direction)];
        (BigInteger[] numerators, BigInteger divisor) = RationalVector.ToHomogeneous(all);
        return ([.. numerators.Chunk(path.Dimension)], divisor);
    }

    /// <summary>The nearest double, from the leading 2000 bits (twice the range of doubles) of a fraction that may have millions.</summary>
    private static double ShortFraction(BigInteger numerator, BigInteger denominator)
    {
        const int kept = 2300;
        long excess = Math.Min(numerator.GetBitLength(), denominator.GetBitLength()) - kept;
        return excess <= 0
            ? new Rational(numerator, denominator).ToDoubleApproximate()
            : new Rational(numerator >> (int)excess, denominator >> (int)excess).ToDoubleApproximate();
    }

    /// <summary>A gradient as integers times a power of two.</summary>
    private sealed record ScaledRow(BigInteger[] Integers, int Exponent)
    {
        public static ScaledRow Of(DyadicRow? row, int inputs)
            => row is null ? new ScaledRow([], int.MaxValue) : new ScaledRow([.. Enumerable.Range(0, inputs).Select(row.IntegerAt)], row.Exponent);

        public BigInteger At(int input, int exponent) => Integers.Length == 0 ? BigInteger.Zero : Integers[input] << (Exponent - exponent);
    }
}
