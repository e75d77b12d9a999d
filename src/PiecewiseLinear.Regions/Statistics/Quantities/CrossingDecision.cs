using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Decides which labels win somewhere in a region, by linear programs over the region whose optima are proved exactly.</summary>
/// <remarks>
/// On the closed region P the outputs are affine and P is the closure of its interior, so a strict inequality that holds at a point of P holds at an interior one. Outputs whose forms are
/// identical on the domain never win against each other; such a group never wins. For another label j and the winner w at an interior point: if max {fⱼ − f_w : P} ≤ 0, it does not win;
/// if it wins at the maximizing point, that is the proof; else the largest t with fⱼ − f_k ≥ t for all k decides by its sign.
/// </remarks>
internal sealed class CrossingDecision(RegionSystem system, ImmutableArray<Rational> inside, ILinearProgramSolver solver, CancellationToken cancellationToken) : IDisposable
{
    private readonly LayerForms _output = system.Forms.Output;
    private readonly int _dimension = system.Domain.Dimension;
    private ILinearProgramSession? _session;

    /// <summary>The decision.</summary>
    /// <exception cref="RegionUndecidedException">A maximum could not be proved within the budget.</exception>
    public BoundaryCrossing Decide() => BoundaryCrossing.Of(_output.Count == 1 ? SignsOfOne() : Winners());

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    private IEnumerable<int> SignsOfOne()
    {
        if (Reduce(_output[0]) is not { } form)
        {
            yield break;
        }

        if (Largest(form, 1).Sign > 0)
        {
            yield return 1;
        }

        if (Largest(form, -1).Sign > 0)
        {
            yield return 0;
        }
    }

    private IEnumerable<int> Winners()
    {
        ImmutableArray<Rational> point = system.Domain.ToFullPoint(inside);
        Rational[] values = Values(point);
        List<int[]> groups = Groups(values);
        Rational best = values.Max();
        int[][] leaders = [.. groups.Where(group => values[group[0]] == best)];
        foreach (int[] group in groups.Where(static group => group.Length == 1))
        {
            int label = group[0];
            int[] rivals = [.. groups.Where(other => other != group).Select(static other => other[0])];
            bool wins = leaders.Length == 1 && leaders[0] == group
                ? true
                : Wins(label, rivals, leaders[0][0] == label ? leaders[1][0] : leaders[0][0]);
            if (wins)
            {
                yield return label;
            }
        }
    }

    private bool Wins(int label, int[] rivals, int leader)
    {
        ReducedForm ahead = Difference(label, leader)!;
        LinearProgramOutcome outcome = Maximize(ahead, 1);
        if (outcome is LinearProgramOutcome.Optimal optimal)
        {
            if ((optimal.Value + ahead.Constant).Sign <= 0)
            {
                return false;
            }

            Rational[] values = Values(system.Domain.ToFullPoint(optimal.Point));
            if (rivals.All(rival => values[label] > values[rival]))
            {
                return true;
            }
        }

        return AheadOfAll(label, rivals);
    }

    /// <summary>Whether max {t : fⱼ − f_k ≥ t·s_k for all rivals k, t ≤ 1, x in P} is positive, with scales s_k of the size of the differences.</summary>
    private bool AheadOfAll(int label, int[] rivals)
    {
        List<HalfSpace> rows = [.. system.Polyhedron.Rows.Select(static row => new HalfSpace(row.Normal.Add(BigInteger.Zero), row.Offset))];
        foreach (int rival in rivals)
        {
            ReducedForm ahead = Difference(label, rival)!;
            int bits = (int)ahead.Normal.Append(ahead.Constant).Max(static a => BigInteger.Abs(a).GetBitLength());
            rows.Add(new HalfSpace([.. ahead.Normal.Select(BigInteger.Negate), BigInteger.One << bits], ahead.Constant));
        }

        ImmutableArray<BigInteger> t = [.. Enumerable.Repeat(BigInteger.Zero, _dimension), BigInteger.One];
        rows.Add(new HalfSpace(t, BigInteger.One));
        LinearProgramOutcome outcome = ExactLinearProgramming.Solve(
            new HRepresentation(_dimension + 1, rows), t, solver, ExactBudget.Default, cancellationToken);
        return outcome is LinearProgramOutcome.Optimal optimal ? optimal.Value.Sign > 0 : throw Undecided(outcome);
    }

    /// <summary>Labels by equal forms on the domain.</summary>
    private List<int[]> Groups(Rational[] values)
    {
        List<List<int>> groups = [];
        for (int label = 0; label < values.Length; label++)
        {
            List<int>? same = groups.Find(group => values[group[0]] == values[label] && Difference(label, group[0]) is null);
            if (same is null)
            {
                groups.Add([label]);
            }
            else
            {
                same.Add(label);
            }
        }

        return [.. groups.Select(static group => group.ToArray())];
    }

    private Rational[] Values(ImmutableArray<Rational> point) => [.. Enumerable.Range(0, _output.Count).Select(i => _output.Evaluate(i, point))];

    /// <summary>The form of output <paramref name="label"/> minus output <paramref name="other"/>; null where they are identical on the domain.</summary>
    private ReducedForm? Difference(int label, int other)
        => Reduce(_output[label] is null && _output[other] is null ? null : DyadicRow.Combine([_output[label], _output[other]], [1d, -1d]));

    private ReducedForm? Reduce(DyadicRow? row) => system.Domain.Reduce(row, _output.Divisor);

    /// <summary>The largest value of sign · form on the region up to a positive factor; 1 where it is unbounded.</summary>
    private Rational Largest(ReducedForm form, int sign)
        => Maximize(form, sign) is LinearProgramOutcome.Optimal optimal ? optimal.Value + (sign * form.Constant) : Rational.One;

    private LinearProgramOutcome Maximize(ReducedForm form, int sign)
    {
        ImmutableArray<BigInteger> objective = sign > 0 ? form.Normal : [.. form.Normal.Select(BigInteger.Negate)];
        int bits = objective.IsEmpty ? 0 : (int)objective.Max(static a => BigInteger.Abs(a).GetBitLength());
        double[] mirrored = [.. objective.Select(a => new Dyadic(a, -bits).ToDoubleApproximate())];
        _session ??= solver.Open(system.Polyhedron);
        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(
            system.Polyhedron, objective, _session.Maximize(mirrored, cancellationToken), ExactBudget.Default, cancellationToken);
        return outcome is LinearProgramOutcome.Optimal or LinearProgramOutcome.Unbounded ? outcome : throw Undecided(outcome);
    }

    private static Exception Undecided(LinearProgramOutcome outcome)
        => outcome is LinearProgramOutcome.Unknown unknown
            ? new RegionUndecidedException($"whether the decision boundary crosses a region: {unknown.Reason}")
            : new InvalidOperationException($"a feasible linear program was answered with {outcome.GetType().Name}");
}
