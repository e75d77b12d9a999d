using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// Exact affine forms in the network's input x, one a component: component i is (Σⱼ rᵢⱼ·xⱼ + rᵢ,d) / <see cref="Divisor"/> where rᵢ is
/// the row of d + 1 dyadic numbers, the last of them the constant. Immutable.
/// </summary>
public sealed class LayerForms
{
    private readonly DyadicRow?[] _rows;

    internal LayerForms(DyadicRow?[] rows, BigInteger divisor, int inputDimension)
    {
        _rows = rows;
        Divisor = divisor;
        InputDimension = inputDimension;
    }

    /// <summary>The number of components.</summary>
    public int Count => _rows.Length;

    /// <summary>The number of inputs d; every row has d + 1 columns.</summary>
    public int InputDimension { get; }

    /// <summary>The positive integer that all rows are divided by; one unless averages came before.</summary>
    public BigInteger Divisor { get; }

    /// <summary>The row of component <paramref name="index"/>, before division; null means identically zero (and only then).</summary>
    public DyadicRow? this[int index] => _rows[index];

    internal ReadOnlySpan<DyadicRow?> Rows => _rows;

    /// <summary>The exact coefficient of input <paramref name="column"/> in a component (column d: the constant), divided.</summary>
    public Rational Coefficient(int index, int column)
        => _rows[index] is { } row ? row.ValueAt(column).ToRational() / Divisor : Rational.Zero;

    /// <summary>The exact value of a component at a point. Cost: d multiplications and additions of rationals.</summary>
    /// <exception cref="ArgumentException">The point has another length than d.</exception>
    public Rational Evaluate(int index, IReadOnlyList<Rational> point)
    {
        if (point.Count != InputDimension)
        {
            throw new ArgumentException($"the point has {point.Count} coordinates, the forms are over {InputDimension} inputs", nameof(point));
        }

        if (_rows[index] is not { } row)
        {
            return Rational.Zero;
        }

        Rational sum = row.ValueAt(InputDimension).ToRational();
        for (int j = 0; j < InputDimension; j++)
        {
            sum += row.ValueAt(j).ToRational() * point[j];
        }

        return sum / Divisor;
    }

    /// <summary>The matrix A and the constants b of x ↦ A·x + b, one row a component, divided.</summary>
    public (ImmutableArray<ImmutableArray<Rational>> Matrix, ImmutableArray<Rational> Constants) ToMap()
        => ([.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, InputDimension).Select(j => Coefficient(i, j)).ToImmutableArray())],
            [.. Enumerable.Range(0, Count).Select(i => Coefficient(i, InputDimension))]);
}
