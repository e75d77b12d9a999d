using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>What is decided about an input of a search that limits the number of changed inputs.</summary>
internal enum ChangeRole : byte
{
    /// <summary>It may differ from the point if the budget is not used up by others.</summary>
    Undecided,

    /// <summary>It may differ.</summary>
    Free,

    /// <summary>It has the point's value.</summary>
    Kept,
}

/// <summary>
/// A set of inputs around a point p: free ones may differ from it, kept ones do not, and of the undecided ones at most <see cref="Left"/> do. Never changed: splits make new ones.
/// </summary>
internal sealed class ChangeBudget
{
    private readonly ChangeRole[] _roles;
    private readonly ImmutableArray<Rational> _point;

    private ChangeBudget(ImmutableArray<Rational> point, ChangeRole[] roles, int left, ChangeBudget? parent)
    {
        (_point, _roles, Left) = (point, roles, left);
        Center = parent?.Center ?? [.. point.Select(static x => x.ToDoubleApproximate())];
        Low = parent?.Low ?? [.. point.Select(static x => x.RoundDown())];
        High = parent?.High ?? [.. point.Select(static x => x.RoundUp())];
        Free = [.. Enumerable.Range(0, roles.Length).Where(j => roles[j] == ChangeRole.Free)];
        IsDecided = !roles.Contains(ChangeRole.Undecided);
    }

    /// <summary>The most undecided inputs that may still differ.</summary>
    public int Left { get; }

    /// <summary>The point in nearest doubles, and rounded down and up.</summary>
    public double[] Center { get; }

    /// <summary>The point, rounded down.</summary>
    public double[] Low { get; }

    /// <summary>The point, rounded up.</summary>
    public double[] High { get; }

    /// <summary>Whether no input is undecided: then boxes say all.</summary>
    public bool IsDecided { get; }

    /// <summary>The free inputs, ascending.</summary>
    public ImmutableArray<int> Free { get; }

    /// <summary>What is decided about an input.</summary>
    public ChangeRole this[int input] => _roles[input];

    /// <summary>At most so many changes in a box that holds the point; inputs that cannot move are kept.</summary>
    public static ChangeBudget Of(ImmutableArray<Rational> point, Box box, int most)
        => Settled(point, [.. point.Select((_, j) => box.Lower[j] == box.Upper[j] ? ChangeRole.Kept : ChangeRole.Undecided)], most, parent: null);

    /// <summary>With one undecided input kept, or free for one of the budget.</summary>
    public ChangeBudget With(int input, ChangeRole role)
    {
        ChangeRole[] roles = [.. _roles];
        roles[input] = role;
        return Settled(_point, roles, role == ChangeRole.Free ? Left - 1 : Left, this);
    }

    /// <summary>Cuts a box to the point in all kept inputs.</summary>
    public void Cut(double[] low, double[] high)
    {
        for (int j = 0; j < low.Length; j++)
        {
            if (_roles[j] == ChangeRole.Kept)
            {
                (low[j], high[j]) = (Math.Max(low[j], Low[j]), Math.Min(high[j], High[j]));
            }
        }
    }

    /// <summary>
    /// A lower bound of ⟨form, x⟩ on the part of a box in the set: free and kept inputs at their best in the box; of the undecided ones those of the least gains min c(x − p), as many as may differ. One that cannot be p in the box differs.
    /// Up to rounding that is charged: every number here is a product with a value of the box or of p, each met at most four times, and which gains are the least is off by their own roundings only.
    /// </summary>
    public unsafe double Minimum(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        double[]? large = low.Length <= LargestStack ? null : new double[low.Length];
        Span<double> gains = large ?? stackalloc double[LargestStack];
        int count = 0, left = Left;
        double sum = 0d;
        for (int j = 0; j < low.Length; j++)
        {
            double best = form[j] * (form[j] >= 0d ? low[j] : high[j]);
            if (_roles[j] != ChangeRole.Undecided)
            {
                sum += best;
            }
            else if (!Holds(j, low, high))
            {
                sum += best;
                left--;
            }
            else
            {
                double kept = form[j] * Center[j];
                sum += kept;
                gains[count++] = Math.Min(best - kept, 0d);
            }
        }

        return sum + Least(gains[..count], Math.Max(0, left));
    }

    /// <summary>A point where the bound of <see cref="Minimum"/> is reached.</summary>
    public unsafe void Minimizer(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, Span<double> point)
    {
        List<(double Gain, int Input)> gains = [];
        int left = Left;
        for (int j = 0; j < low.Length; j++)
        {
            double best = form[j] >= 0d ? low[j] : high[j];
            bool stays = _roles[j] == ChangeRole.Undecided && Holds(j, low, high);
            point[j] = stays ? Center[j] : best;
            left -= _roles[j] == ChangeRole.Undecided && !stays ? 1 : 0;
            if (stays)
            {
                gains.Add((form[j] * (best - Center[j]), j));
            }
        }

        foreach ((_, int j) in gains.OrderBy(static entry => entry.Gain).Take(Math.Max(0, left)))
        {
            point[j] = form[j] >= 0d ? low[j] : high[j];
        }
    }

    private const int LargestStack = 1024;

    private bool Holds(int input, ReadOnlySpan<double> low, ReadOnlySpan<double> high) => low[input] <= Low[input] && high[input] >= High[input];

    /// <summary>With nothing left all undecided inputs are kept; with enough left they are free.</summary>
    private static ChangeBudget Settled(ImmutableArray<Rational> point, ChangeRole[] roles, int left, ChangeBudget? parent)
    {
        int undecided = roles.Count(static role => role == ChangeRole.Undecided);
        if (left <= 0 || undecided <= left)
        {
            roles.AsSpan().Replace(ChangeRole.Undecided, left <= 0 ? ChangeRole.Kept : ChangeRole.Free);
        }

        return new ChangeBudget(point, roles, left, parent);
    }

    /// <summary>The sum of the so many least numbers (quickselect, Hoare 1961); their order changes. Linear on average.</summary>
    private static double Least(Span<double> values, int count)
    {
        double sum = 0d;
        foreach (double value in values)
        {
            sum += value;
        }

        if (count >= values.Length || double.IsNaN(sum))
        {
            return sum;
        }

        int first = 0, last = values.Length - 1;
        while (first < last)
        {
            double pivot = values[first + ((last - first) / 2)];
            int i = first, k = last;
            while (i <= k)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[k] > pivot)
                {
                    k--;
                }

                if (i <= k)
                {
                    (values[i], values[k]) = (values[k], values[i]);
                    i++;
                    k--;
                }
            }

            (first, last) = count <= k ? (first, k) : count >= i ? (i, last) : (count, count);
        }

        sum = 0d;
        foreach (double value in values[..count])
        {
            sum += value;
        }

        return sum;
    }
}
