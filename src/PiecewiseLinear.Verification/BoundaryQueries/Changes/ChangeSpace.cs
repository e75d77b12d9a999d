using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A ball around the point, closed or open.</summary>
internal sealed record ChangeBall(VectorNorm Norm, ExactDistance Radius, bool IsOpen)
{
    /// <summary>A rational that is not below the radius: the radius itself for l1 and linf, rounded up from its square for l2.</summary>
    public Rational RadiusAbove { get; } = Radius.Value ?? SquareRootAbove(Radius.Power);

    /// <summary>Whether a change lies in the ball.</summary>
    public bool Contains(ReadOnlySpan<Rational> change)
    {
        ExactDistance distance = ExactDistance.OfVector(Norm, change);
        return IsOpen ? distance < Radius : distance <= Radius;
    }

    /// <summary>A rational r with r² ≥ square, within a part in 2³⁰ of the root where doubles can hold it.</summary>
    private static Rational SquareRootAbove(Rational square)
    {
        double guess = Math.Sqrt(square.RoundUp());
        Rational root = double.IsFinite(guess) ? Rational.FromDouble(guess) : square + 1;
        Rational step = root / (1 << 30);
        while (root * root < square)
        {
            root += step;
        }

        return root;
    }
}

/// <summary>All that the query says about inputs alone, apart from the user's own conditions: exact, and shared by every step of an answer.</summary>
internal sealed class ChangeSpace
{
    private ChangeSpace(BoundaryQuery query, ImmutableArray<ChangeBall> balls, ChangeBall? objective, ImmutableArray<AllowedValues> allowed, int mostChanged)
    {
        (Query, Balls, Objective, Allowed, MostChanged) = (query, balls, objective, allowed, mostChanged);
        Forced = [.. Enumerable.Range(0, allowed.Length).Where(j => !allowed[j].Contains(query.Point[j]))];
        Free = [.. Enumerable.Range(0, allowed.Length).Where(j => allowed[j].Contains(query.Point[j]) && !allowed[j].IsFixed)];
    }

    public BoundaryQuery Query { get; }

    public ImmutableArray<Rational> Point => Query.Point;

    public ImmutableArray<ChangeBall> Balls { get; }

    /// <summary>The one of the balls that is not the query's own, but bounds what is minimized; null for none.</summary>
    public ChangeBall? Objective { get; }

    /// <summary>What each input may be.</summary>
    public ImmutableArray<AllowedValues> Allowed { get; }

    /// <summary>The largest number of inputs that may change; at most their number.</summary>
    public int MostChanged { get; }

    /// <summary>The inputs that must change: the point's value is not allowed.</summary>
    public ImmutableArray<int> Forced { get; }

    /// <summary>The inputs that may stay and may change.</summary>
    public ImmutableArray<int> Free { get; }

    /// <summary>Whether there is no point at all, by the values of single inputs and the number of changes.</summary>
    public bool IsEmpty => Allowed.Any(static a => a.IsEmpty) || Forced.Length > MostChanged;

    /// <summary>Whether every input has a least and a largest value.</summary>
    public bool IsBounded => Allowed.All(static a => a is { Lower: not null, Upper: not null });

    /// <summary>The part of the space within a distance of the point in linf.</summary>
    public ChangeSpace Within(Rational radius)
        => new(
            Query,
            Balls.Add(new ChangeBall(VectorNorm.LInf, new ExactDistance(VectorNorm.LInf, radius), IsOpen: false)),
            Objective,
            [.. Allowed.Select((allowed, j) => allowed.Within(Point[j] - radius, Point[j] + radius))],
            MostChanged);

    /// <summary>The space of a query with a tighter number of changes and a tighter ball.</summary>
    public static ChangeSpace Of(BoundaryQuery query, int? mostChanged, ChangeBall? objective)
    {
        int d = query.Point.Length;
        ImmutableArray<ChangeBall> balls =
        [
            .. query.Ball is { } ball ? [new ChangeBall(ball.Norm, ExactDistance.OfRadius(ball.Norm, ball.Radius), IsOpen: false)] : Array.Empty<ChangeBall>(),
            .. objective is null ? [] : new[] { objective },
        ];
        AllowedValues[] allowed = new AllowedValues[d];
        Array.Fill(allowed, AllowedValues.Everything);
        for (int j = 0; j < d; j++)
        {
            allowed[j] = query.Box is { } box ? allowed[j].Within(box.Lower[j], box.Upper[j]) : allowed[j];
            foreach (ChangeBall around in balls)
            {
                allowed[j] = allowed[j].Within(query.Point[j] - around.RadiusAbove, query.Point[j] + around.RadiusAbove);
            }
        }

        foreach (int j in query.Integers)
        {
            allowed[j] = allowed[j].WholeNumbers();
        }

        foreach (InputCategory category in query.Categories)
        {
            allowed[category.Input] = allowed[category.Input].Among(category.Values);
        }

        foreach (int j in query.OneHot.SelectMany(static group => group))
        {
            allowed[j] = allowed[j].Among([Rational.Zero, Rational.One]);
        }

        int most = Math.Min(d, Math.Min(query.MaxChanged ?? d, mostChanged ?? d));
        return new ChangeSpace(query, balls, objective, [.. allowed], most);
    }

    /// <summary>What an input may be where its change lies between two doubles.</summary>
    public AllowedValues AllowedIn(int input, double low, double high)
        => double.IsFinite(low) && double.IsFinite(high)
            ? Allowed[input].Within(Point[input] + Rational.FromDouble(low), Point[input] + Rational.FromDouble(high))
            : Allowed[input];

    /// <summary>The inputs that differ from the point.</summary>
    public static ImmutableArray<int> Changed(ImmutableArray<Rational> point, ImmutableArray<Rational> x)
        => [.. Enumerable.Range(0, point.Length).Where(j => x[j] != point[j])];

    /// <summary>Whether an input satisfies everything said here; exact.</summary>
    public bool Contains(ImmutableArray<Rational> x)
    {
        Rational[] change = [.. x.Zip(Point, static (a, b) => a - b)];
        return Enumerable.Range(0, x.Length).All(j => Allowed[j].Contains(x[j]))
            && Balls.All(ball => ball.Contains(change))
            && change.Count(static c => !c.IsZero) <= MostChanged
            && Query.OneHot.All(group => group.Count(j => x[j] == Rational.One) == 1);
    }
}
