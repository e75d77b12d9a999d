using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Where a question is asked: a box, or all of R^d. Inputs with equal ends are substituted out, so geometry happens in the space of the free
/// inputs and full dimension means full dimension there.
/// </summary>
public sealed class Domain
{
    private readonly BigInteger[]? _fixedNumerators;
    private readonly BigInteger _fixedDenominator = BigInteger.One;

    /// <summary>The domain of a question about a network with <paramref name="inputDimension"/> inputs.</summary>
    /// <exception cref="ArgumentException">The box has another number of inputs.</exception>
    public Domain(int inputDimension, Box? box)
    {
        if (box is not null && box.Dimension != inputDimension)
        {
            throw new ArgumentException($"the box has {box.Dimension} inputs, expected {inputDimension}, one for each input of the network");
        }

        InputDimension = inputDimension;
        Box = box;
        FreeInputs = [.. Enumerable.Range(0, inputDimension).Where(j => box is null || !box.IsFixed(j))];
        if (FreeInputs.Length < inputDimension)
        {
            Rational[] fixedValues = [.. Enumerable.Range(0, inputDimension).Select(j => box!.IsFixed(j) ? box.Lower[j] : Rational.Zero)];
            (_fixedNumerators, _fixedDenominator) = RationalVector.ToHomogeneous(fixedValues);
        }
    }

    /// <summary>The number d of inputs of the network.</summary>
    public int InputDimension { get; }

    /// <summary>The box, or null for all of R^d.</summary>
    public Box? Box { get; }

    /// <summary>The inputs that are not fixed, ascending; coordinate k of the reduced space is input FreeInputs[k].</summary>
    public ImmutableArray<int> FreeInputs { get; }

    /// <summary>The dimension of the reduced space.</summary>
    public int Dimension => FreeInputs.Length;

    /// <summary>
    /// The affine form of a neuron on the reduced space, as integers (normal, constant) and a positive scale with
    /// form = scale · (normal·y + constant); null where it vanishes identically there.
    /// </summary>
    /// <param name="form">The form over all d inputs and a constant, or null for the zero form.</param>
    /// <param name="divisor">The positive integer by which the form is divided.</param>
    internal ReducedForm? Reduce(DyadicRow? form, BigInteger divisor)
    {
        if (form is null || form.IsZero)
        {
            return null;
        }

        BigInteger[] normal = new BigInteger[Dimension];
        bool zero = true;
        for (int k = 0; k < normal.Length; k++)
        {
            normal[k] = form.IntegerAt(FreeInputs[k]);
            zero &= normal[k].IsZero;
        }

        BigInteger constant = form.IntegerAt(InputDimension);
        if (_fixedNumerators is not null)
        {
            constant *= _fixedDenominator;
            for (int j = 0; j < InputDimension; j++)
            {
                constant += _fixedNumerators[j].IsZero ? BigInteger.Zero : form.IntegerAt(j) * _fixedNumerators[j];
            }

            if (!_fixedDenominator.IsOne)
            {
                for (int k = 0; k < normal.Length; k++)
                {
                    normal[k] *= _fixedDenominator;
                }
            }
        }

        return zero && constant.IsZero
            ? null
            : new ReducedForm(ImmutableArray.Create(normal), constant, new FormScale(form.Exponent, divisor * _fixedDenominator));
    }

    /// <summary>
    /// The inequality of a neuron with the given phase on the reduced space; null where its form vanishes identically there.
    /// </summary>
    internal RegionRow? Row(RowReference reference, DyadicRow? form, BigInteger divisor, ActivationPhase phase)
    {
        if (_fixedNumerators is not null)
        {
            return Reduce(form, divisor) is { } reduced ? new RegionRow(reference, reduced.ToHalfSpace(phase), reduced.Scale) : null;
        }

        return form is null || form.IsZero
            ? null
            : new RegionRow(reference, HalfSpace.OfForm(form, phase == ActivationPhase.Active), new FormScale(form.Exponent, divisor));
    }

    /// <summary>The rows of the box on the reduced space, lower side before upper side, input by input.</summary>
    internal IEnumerable<RegionRow> BoxRows()
    {
        if (Box is null)
        {
            yield break;
        }

        for (int k = 0; k < Dimension; k++)
        {
            int input = FreeInputs[k];
            yield return BoxRow(input, k, BoxSide.Lower, Box.Lower[input]);
            yield return BoxRow(input, k, BoxSide.Upper, Box.Upper[input]);
        }
    }

    /// <summary>The coordinates of the free inputs of a full vector.</summary>
    public ImmutableArray<Rational> ToReduced(ImmutableArray<Rational> point) => [.. FreeInputs.Select(j => point[j])];

    /// <summary>The full point of a reduced one: fixed inputs take their value.</summary>
    public ImmutableArray<Rational> ToFullPoint(IReadOnlyList<Rational> reduced) => Expand(reduced, j => Box!.Lower[j]);

    /// <summary>The full direction of a reduced one: fixed inputs do not move.</summary>
    public ImmutableArray<Rational> ToFullDirection(IReadOnlyList<Rational> reduced) => Expand(reduced, static _ => Rational.Zero);

    private ImmutableArray<Rational> Expand(IReadOnlyList<Rational> reduced, Func<int, Rational> fixedValue)
    {
        ImmutableArray<Rational>.Builder full = ImmutableArray.CreateBuilder<Rational>(InputDimension);
        int k = 0;
        for (int j = 0; j < InputDimension; j++)
        {
            full.Add(k < Dimension && FreeInputs[k] == j ? reduced[k++] : fixedValue(j));
        }

        return full.MoveToImmutable();
    }

    private RegionRow BoxRow(int input, int coordinate, BoxSide side, Rational end)
    {
        BigInteger[] normal = new BigInteger[Dimension];
        normal[coordinate] = side == BoxSide.Upper ? end.Denominator : -end.Denominator;
        BigInteger offset = side == BoxSide.Upper ? end.Numerator : -end.Numerator;
        return new RegionRow(RowReference.OfBox(input, side), new HalfSpace(ImmutableArray.Create(normal), offset), new FormScale(0, end.Denominator));
    }
}

/// <summary>The positive number 2^<paramref name="Exponent"/> / <paramref name="Divisor"/> by which integers are multiplied to get what the network says.</summary>
internal readonly record struct FormScale(int Exponent, BigInteger Divisor)
{
    /// <summary>The scale as a rational.</summary>
    public Rational ToRational() => new Dyadic(BigInteger.One, Exponent).ToRational() / Divisor;
}

/// <summary>The affine form scale · (normal·y + constant) on the reduced space, not identically zero.</summary>
internal sealed record ReducedForm(ImmutableArray<BigInteger> Normal, BigInteger Constant, FormScale Scale)
{
    /// <summary>The inequality that says the neuron is in the given phase: ⟨−w, y⟩ ≤ c when active, ⟨w, y⟩ ≤ −c when inactive.</summary>
    public HalfSpace ToHalfSpace(ActivationPhase phase)
        => phase == ActivationPhase.Active ? new HalfSpace([.. Normal.Select(BigInteger.Negate)], Constant) : new HalfSpace(Normal, -Constant);
}

/// <summary>A named inequality of a region on the reduced space; what the network says is the half-space times the scale.</summary>
internal sealed record RegionRow(RowReference Reference, HalfSpace HalfSpace, FormScale Scale);
