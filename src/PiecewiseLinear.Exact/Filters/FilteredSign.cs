namespace PiecewiseLinear.Exact;

/// <summary>The sign of an exact number as far as arithmetic in doubles can prove it.</summary>
public enum FilteredSign
{
    /// <summary>Proved to be below zero.</summary>
    Negative = -1,

    /// <summary>Proved to be zero.</summary>
    Zero = 0,

    /// <summary>Proved to be above zero.</summary>
    Positive = 1,

    /// <summary>Not proved; exact arithmetic has to decide.</summary>
    Uncertain = 2,
}

/// <summary>What is known about the doubles that a filter is given.</summary>
public enum FilterInput
{
    /// <summary>
    /// Each double is the correctly rounded image of an exact number: |image − exact| ≤ 2⁻⁵³·|exact| + 2⁻¹⁰⁷⁵. A double 0 may stand for a tiny
    /// number, so the sign is never proved to be zero.
    /// </summary>
    Rounded,

    /// <summary>Each double is meant exactly. The sign is proved to be zero where every term is.</summary>
    Exact,
}

/// <summary>A double and how far the exact number that it stands for may be away from it; NaN or ∞ when nothing is known.</summary>
/// <param name="Value">The computed value.</param>
/// <param name="ErrorBound">A proved bound of |Value − exact|.</param>
public readonly record struct FilteredValue(double Value, double ErrorBound)
{
    /// <summary>The proved sign; never <see cref="FilteredSign.Zero"/>.</summary>
    public FilteredSign Sign
        => Value > ErrorBound ? FilteredSign.Positive : -Value > ErrorBound ? FilteredSign.Negative : FilteredSign.Uncertain;

    /// <summary>A double that is not above the exact number (−∞ when nothing is known).</summary>
    public double Lower => Value - ErrorBound is var lower && double.IsFinite(lower) ? Math.BitDecrement(lower) : double.NegativeInfinity;

    /// <summary>A double that is not below the exact number (+∞ when nothing is known).</summary>
    public double Upper => Value + ErrorBound is var upper && double.IsFinite(upper) ? Math.BitIncrement(upper) : double.PositiveInfinity;
}
