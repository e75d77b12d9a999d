using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>
/// Real numbers known by a double and a bound: component i of the exact vector differs from <see cref="Values"/>[i] by at most
/// <see cref="Errors"/>[i]. Where nothing is known the value is 0 and the error +∞.
/// </summary>
public sealed class EnclosedVector
{
    private readonly double[] _values;
    private readonly double[] _errors;

    internal EnclosedVector(double[] values, double[] errors)
    {
        (_values, _errors) = (values, errors);
    }

    /// <summary>The number of components.</summary>
    public int Count => _values.Length;

    /// <summary>The approximate values.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The bounds on their errors, each nonnegative.</summary>
    public ReadOnlySpan<double> Errors => _errors;

    /// <summary>The proven sign of a component; <see cref="FilteredSign.Uncertain"/> where the bound does not settle it.</summary>
    public FilteredSign SignOf(int index)
        => _values[index] > _errors[index] ? FilteredSign.Positive
            : -_values[index] > _errors[index] ? FilteredSign.Negative
            : _errors[index] == 0d ? FilteredSign.Zero
            : FilteredSign.Uncertain;

    /// <summary>Doubles taken exactly.</summary>
    internal static EnclosedVector Exact(ReadOnlySpan<double> values) => new(values.ToArray(), new double[values.Length]);

    /// <summary>The nearest doubles to rationals; an inexact one is off by at most half the distance of its neighbors.</summary>
    internal static EnclosedVector Nearest(IReadOnlyList<Rational> values)
    {
        double[] rounded = new double[values.Count];
        double[] errors = new double[rounded.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = values[i].ToDoubleApproximate();
            if (!double.IsFinite(rounded[i]))
            {
                (rounded[i], errors[i]) = (0d, double.PositiveInfinity);
            }
            else if (Rational.FromDouble(rounded[i]) != values[i])
            {
                errors[i] = Math.BitIncrement(Math.Abs(rounded[i])) - Math.Abs(rounded[i]);
            }
        }

        return new EnclosedVector(rounded, errors);
    }
}
