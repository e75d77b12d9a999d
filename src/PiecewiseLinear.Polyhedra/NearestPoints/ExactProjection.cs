using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Projects the origin onto {u : ⟨aᵢ, u⟩ ≤ sᵢ} exactly. The proposed active rows A are solved for their multipliers, A·Aᵀ·λ = −s, which gives the
/// nearest point of their common subspace, u = −Aᵀλ; with λ ≥ 0 it is the nearest point of those rows, and if it satisfies all others, of the polyhedron
/// (the conditions of Karush, Kuhn and Tucker, sufficient here). If not, the method of Goldfarb and Idnani goes on from there in rationals.
/// </summary>
/// <remarks>
/// The repair ends: each full step strictly increases the distance to the nearest point of the active rows, so no active set comes back; between full steps rows
/// only leave. A violated row whose normal depends on the active ones and that lets none of them leave is a Farkas certificate. One solution of at most d
/// equations a step, with entries of twice the bits of the rows.
/// </remarks>
internal sealed class ExactProjection(CenteredRows rows, ExactBudget budget, CancellationToken cancellationToken)
{
    private readonly List<int> _active = [];
    private List<Rational> _weights = [];
    private int _solutions;

    /// <summary>Proves the nearest point from the rows that are believed tight there.</summary>
    public NearestPointOutcome Run(IEnumerable<int> proposed)
    {
        List<int> preferred = [.. proposed.Where(row => row >= 0 && row < rows.Count)];
        ModularEchelon echelon = new(rows.Dimension);
        _active.AddRange(preferred.Distinct().Where(row => IsIndependent(echelon, row)));
        if (!SolveActive())
        {
            return Exhausted();
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExactVector u = Point(-1, Rational.Zero);
            List<(int Row, double Excess)> violated = rows.Violated(u, _active, cancellationToken);
            if (violated.Count == 0)
            {
                return new NearestPointOutcome.Found(rows.ToOriginal(u), Length(u), Multipliers());
            }

            int worst = violated.MaxBy(static v => v.Excess).Row;
            int next = preferred.FirstOrDefault(row => violated.Exists(v => v.Row == row), worst);
            if (Satisfy(next) is { } end)
            {
                return end;
            }
        }
    }

    private bool IsIndependent(ModularEchelon echelon, int row)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return echelon.TryAdd(rows.Normal(row));
    }

    private ImmutableArray<RowMultiplier> Multipliers()
        => [.. _active.Zip(_weights, static (row, weight) => new RowMultiplier(row, weight)).Where(static m => !m.Weight.IsZero).OrderBy(static m => m.Row)];

    private ExactDistance Length(ExactVector u)
    {
        BigInteger square = IntegerVector.Dot(u.Numerators, u.Numerators), divisor = rows.Denominator * u.Denominator;
        return new ExactDistance(VectorNorm.L2, new Rational(square, divisor * divisor));
    }

    /// <summary>The multipliers of the active rows; rows with negative ones are let go until there are none. False when the budget ends.</summary>
    private bool SolveActive()
    {
        while (true)
        {
            if (Solve([.. _active.Select(row => -rows.Slack(row))]) is not { } solution)
            {
                return false;
            }

            if (solution.Numerators.All(static n => n.Sign >= 0))
            {
                _weights = [.. Enumerable.Range(0, _active.Count).Select(k => solution[k])];
                return true;
            }

            for (int k = _active.Count - 1; k >= 0; k--)
            {
                if (solution.Numerators[k].Sign < 0)
                {
                    _active.RemoveAt(k);
                }
            }
        }
    }

    /// <summary>Moves until the violated row is tight; null on success, else how the search ends.</summary>
    private NearestPointOutcome? Satisfy(int row)
    {
        Rational weight = Rational.Zero;
        while (true)
        {
            ImmutableArray<BigInteger> normal = rows.Normal(row);
            if (Solve([.. _active.Select(k => Dot(rows.Normal(k), normal))]) is not { } change)
            {
                return Exhausted();
            }

            // ⟨z, n⟩ for the part z of the normal n that is orthogonal to the active rows.
            Rational square = Dot(normal, normal);
            for (int k = 0; k < _active.Count; k++)
            {
                square -= change[k] * Dot(rows.Normal(_active[k]), normal);
            }

            ExactVector u = Point(row, weight);
            Rational excess = new Rational(u.Dot(normal), u.Denominator) - rows.Slack(row);
            Rational? full = square.IsZero ? null : excess / square;
            (int leaving, Rational part) = FirstToLeave(change);
            if (leaving < 0 && full is null)
            {
                return new NearestPointOutcome.Empty(new FarkasCertificate(
                    [.. _active.Select((k, place) => new RowMultiplier(k, -change[place])).Append(new RowMultiplier(row, Rational.One))
                        .Where(static m => !m.Weight.IsZero).OrderBy(static m => m.Row)]));
            }

            bool arrives = leaving < 0 || (full is { } whole && whole <= part);
            Rational length = arrives ? full!.Value : part;
            for (int k = 0; k < _active.Count; k++)
            {
                _weights[k] -= length * change[k];
            }

            weight += length;
            if (arrives)
            {
                _active.Add(row);
                _weights.Add(weight);
                return null;
            }

            _active.RemoveAt(leaving);
            _weights.RemoveAt(leaving);
        }
    }

    private (int Place, Rational Length) FirstToLeave(ExactSolution change)
    {
        int place = -1;
        Rational least = Rational.Zero;
        for (int k = 0; k < _active.Count; k++)
        {
            if (change.Numerators[k].Sign > 0)
            {
                Rational length = _weights[k] / change[k];
                if (place < 0 || length < least)
                {
                    (place, least) = (k, length);
                }
            }
        }

        return (place, least);
    }

    /// <summary>u = −Σλᵢaᵢ over the active rows and, where it is not −1, one more row.</summary>
    private ExactVector Point(int also, Rational alsoWeight)
    {
        (BigInteger[] weights, BigInteger denominator) = RationalVector.ToHomogeneous([.. _weights, alsoWeight]);
        BigInteger[] u = new BigInteger[rows.Dimension];
        for (int k = 0; k < weights.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int row = k < _active.Count ? _active[k] : also;
            for (int j = 0; row >= 0 && !weights[k].IsZero && j < u.Length; j++)
            {
                u[j] -= weights[k] * rows.Normal(row)[j];
            }
        }

        return new ExactVector(u, denominator);
    }

    /// <summary>A·Aᵀ·x = b over the active rows; null when the budget ends. The first solution is free.</summary>
    private ExactSolution? Solve(BigInteger[] sides)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_solutions++ > budget.MaxPivots)
        {
            return null;
        }

        BigInteger[][] gram = new BigInteger[_active.Count][];
        for (int i = 0; i < gram.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            gram[i] = new BigInteger[gram.Length];
            for (int k = 0; k <= i; k++)
            {
                gram[i][k] = gram[k][i] = Dot(rows.Normal(_active[i]), rows.Normal(_active[k]));
            }
        }

        ExactSolution solution = ExactLinearSystem.Solve(gram, sides, cancellationToken)
            ?? throw new InvalidOperationException($"the Gram matrix of {gram.Length} independent rows was found singular");
        return new ExactVector(solution.Numerators, solution.Denominator).Bits <= budget.MaxBits ? solution : null;
    }

    private NearestPointOutcome.Unknown Exhausted()
        => new($"{_solutions} exact solutions did not settle the nearest point within {budget.MaxPivots} exchanges and numbers of {budget.MaxBits} bits");

    private static BigInteger Dot(ImmutableArray<BigInteger> x, ImmutableArray<BigInteger> y) => IntegerVector.Dot(x.AsSpan(), y.AsSpan());
}
