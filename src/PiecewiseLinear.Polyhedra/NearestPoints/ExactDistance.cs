using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A distance in one of the three norms, exact: for l1 and linf the distance itself, which is rational between rational points and polyhedra; for l2, where
/// only its square is, the square. Distances in one norm are ordered by either.
/// </summary>
/// <param name="Norm">The norm.</param>
/// <param name="Power">The distance (l1, linf) or its square (l2); not negative.</param>
public readonly record struct ExactDistance(VectorNorm Norm, Rational Power) : IComparable<ExactDistance>
{
    /// <summary>The distance where it is known as a rational (l1, linf), else null.</summary>
    public Rational? Value => Norm == VectorNorm.L2 ? null : Power;

    /// <summary>The square of the distance for l2, else null.</summary>
    public Rational? Squared => Norm == VectorNorm.L2 ? Power : null;

    /// <summary>Whether the distance is zero.</summary>
    public bool IsZero => Power.IsZero;

    /// <summary>The distance zero.</summary>
    public static ExactDistance Zero(VectorNorm norm) => new(norm, Rational.Zero);

    /// <summary>A rational radius as a distance of the norm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative.</exception>
    public static ExactDistance OfRadius(VectorNorm norm, Rational radius)
        => radius.Sign < 0
            ? throw new ArgumentOutOfRangeException(nameof(radius), $"{radius}", "a radius is not negative")
            : new ExactDistance(norm, norm == VectorNorm.L2 ? radius * radius : radius);

    /// <summary>The length of a vector.</summary>
    public static ExactDistance OfVector(VectorNorm norm, ReadOnlySpan<Rational> vector)
    {
        if (norm == VectorNorm.L2)
        {
            return new ExactDistance(norm, RationalVector.Dot(vector, vector));
        }

        Rational length = Rational.Zero;
        foreach (Rational x in vector)
        {
            Rational magnitude = Rational.Abs(x);
            length = norm == VectorNorm.L1 ? length + magnitude : Rational.Max(length, magnitude);
        }

        return new ExactDistance(norm, length);
    }

    /// <summary>The distance rounded to a double; for l2 the root of the rounded square, so that the result may be off by a unit in the last place.</summary>
    public double ToDoubleApproximate() => Norm == VectorNorm.L2 ? Math.Sqrt(Power.ToDoubleApproximate()) : Power.ToDoubleApproximate();

    /// <summary>The largest double that is not above the distance.</summary>
    public double RoundDown()
    {
        if (Norm != VectorNorm.L2)
        {
            return Power.RoundDown();
        }

        double root = Root();
        while (Square(root) > Power)
        {
            root = Math.BitDecrement(root);
        }

        return root;
    }

    /// <summary>The smallest double that is not below the distance; +∞ where no finite one is.</summary>
    public double RoundUp()
    {
        if (Norm != VectorNorm.L2)
        {
            return Power.RoundUp();
        }

        double root = RoundDown();
        return Square(root) == Power ? root : Math.BitIncrement(root);
    }

    /// <summary>A double near the root of the square from above: the square is rounded up.</summary>
    private double Root()
    {
        double root = Math.Min(Math.Sqrt(Power.RoundUp()), double.MaxValue);
        while (root < double.MaxValue && Square(Math.BitIncrement(root)) <= Power)
        {
            root = Math.BitIncrement(root);
        }

        return root;
    }

    private static Rational Square(double value)
    {
        Rational exact = Rational.FromDouble(value);
        return exact * exact;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The other distance is in another norm.</exception>
    public int CompareTo(ExactDistance other)
        => Norm == other.Norm
            ? Power.CompareTo(other.Power)
            : throw new ArgumentException($"a distance in {Norm.Name()} cannot be compared with one in {other.Norm.Name()}", nameof(other));

    /// <summary>Whether the left distance is smaller.</summary>
    public static bool operator <(ExactDistance left, ExactDistance right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left distance is larger.</summary>
    public static bool operator >(ExactDistance left, ExactDistance right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left distance is not larger.</summary>
    public static bool operator <=(ExactDistance left, ExactDistance right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left distance is not smaller.</summary>
    public static bool operator >=(ExactDistance left, ExactDistance right) => left.CompareTo(right) >= 0;
}
