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

    /// <summary>The inputs as forms of themselves.</summary>
    public static LayerForms Identity(int inputs) => new([.. Enumerable.Range(0, inputs).Select(j => DyadicRow.Unit(inputs + 1, j))], BigInteger.One, inputs);

    /// <summary>
    /// Forms from their rows of <paramref name="dimension"/> + 1 columns; rows of zeros become null. The array must not be changed afterwards.
    /// </summary>
    /// <exception cref="ArgumentException">A row has another number of columns, or the divisor is not positive.</exception>
    public static LayerForms Create(DyadicRow?[] rows, BigInteger divisor, int dimension)
    {
        if (divisor.Sign <= 0)
        {
            throw new ArgumentException($"the divisor is {divisor}, expected a positive integer", nameof(divisor));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } row && row.Columns != dimension + 1)
            {
                throw new ArgumentException($"row {i} has {row.Columns} columns, expected {dimension + 1}", nameof(rows));
            }

            rows[i] = rows[i] is { IsZero: false } kept ? kept : null;
        }

        return new LayerForms(rows, divisor, dimension);
    }

    /// <summary>The forms behind a ReLU with the given phases: those of active neurons, zero for the others.</summary>
    /// <exception cref="ArgumentException">There is not one phase a component.</exception>
    public LayerForms Mask(ReadOnlySpan<ActivationPhase> phases)
    {
        if (phases.Length != Count)
        {
            throw new ArgumentException($"{phases.Length} phases were given, expected {Count}, one a component", nameof(phases));
        }

        DyadicRow?[] rows = new DyadicRow?[phases.Length];
        for (int n = 0; n < phases.Length; n++)
        {
            rows[n] = phases[n] == ActivationPhase.Active ? _rows[n] : null;
        }

        return new LayerForms(rows, Divisor, InputDimension);
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
