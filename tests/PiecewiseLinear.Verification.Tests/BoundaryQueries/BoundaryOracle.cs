using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>
/// Answers boundary queries by trying everything: every value of the discrete inputs, every set of the others that change, every activation pattern, every other label, every disjunct of the conditions. What is
/// left each time is a polyhedron, to which the distance is exact. No bounds, no solver of logic.
/// </summary>
internal sealed class BoundaryOracle(BoundaryQuery query, ImmutableArray<ImmutableArray<LinearCondition>> conditions, int label)
{
    private static readonly DenseSimplex s_engine = new();
    private readonly int _d = query.Point.Length;

    /// <summary>The infimum of the distances (as powers) of points of the goal, and the least number of changes; null where there is no point.</summary>
    public (Rational Least, int Fewest)? Answer(VectorNorm norm)
    {
        Rational? least = null;
        int fewest = int.MaxValue;
        foreach ((ImmutableArray<Rational> fixedAt, ImmutableArray<int> moving) in Supports())
        {
            int changed = Enumerable.Range(0, _d).Count(j => moving.Contains(j) || fixedAt[j] != query.Point[j]);
            if (changed > (query.MaxChanged ?? _d))
            {
                continue;
            }

            foreach (List<(ImmutableArray<Rational> Normal, Rational Offset, bool Strict)> rows in Polyhedra(fixedAt, moving))
            {
                if (Nearest(rows, fixedAt, moving, norm) is { } distance && HasInterior(rows, moving.Length))
                {
                    least = least is { } best ? Rational.Min(best, distance) : distance;
                    fewest = Math.Min(fewest, changed);
                }
            }
        }

        return least is { } value ? (value, fewest) : null;
    }

    private IEnumerable<(ImmutableArray<Rational>, ImmutableArray<int>)> Supports()
    {
        ImmutableArray<Rational>[] options = [.. Enumerable.Range(0, _d).Select(Options)];
        IEnumerable<(ImmutableArray<Rational> Values, ImmutableArray<int> Moving)> all = [([], [])];
        for (int j = 0; j < _d; j++)
        {
            int input = j;
            all = options[j].IsDefault
                ? [.. all.SelectMany(s => new[] { (s.Values.Add(query.Point[input]), s.Moving), (s.Values.Add(query.Point[input]), s.Moving.Add(input)) })]
                : [.. all.SelectMany(s => options[input].Select(v => (s.Values.Add(v), s.Moving)))];
        }

        return all.Where(s => query.OneHot.All(group => group.Count(j => s.Values[j] == 1) == 1));
    }

    private ImmutableArray<Rational> Options(int j)
    {
        bool oneHot = query.OneHot.Any(group => group.Contains(j));
        InputCategory? category = query.Categories.FirstOrDefault(c => c.Input == j);
        if (!oneHot && category is null && !query.Integers.Contains(j))
        {
            return default;
        }

        IEnumerable<Rational> values = category is not null ? category.Values : oneHot ? [0, 1] : Enumerable.Range(-10, 21).Select(static v => (Rational)v);
        return [.. values.Where(v => (!oneHot || v.IsZero || v == 1) && (!query.Integers.Contains(j) || v.IsInteger))];
    }

    /// <summary>The polyhedra in the moving inputs, each as rows ⟨normal, x⟩ ≤ offset.</summary>
    private IEnumerable<List<(ImmutableArray<Rational>, Rational, bool)>> Polyhedra(ImmutableArray<Rational> fixedAt, ImmutableArray<int> moving)
    {
        InputEmbedding embedding = new(
            [.. fixedAt.Select((x, j) => moving.Contains(j) ? 0 : x)],
            [.. moving.Select(k => Enumerable.Range(0, _d).Select(j => (Rational)(j == k ? 1 : 0)).ToImmutableArray())],
            Box.Cube(moving.Length, 0, 1));
        ReluNetwork network = query.Network;
        for (int pattern = 0; pattern < 1 << network.HiddenNeurons; pattern++)
        {
            int n = 0;
            RegionForms forms = ExactForms.Along(network, embedding.RootForms, ActivationPattern.Create(
                [.. network.HiddenLayers.Select(layer => (IReadOnlyList<ActivationPhase>)[.. Enumerable.Range(0, layer.Width).Select(_ => ((pattern >> n++) & 1) == 1 ? ActivationPhase.Active : ActivationPhase.Inactive)])]));
            List<(ImmutableArray<Rational>, Rational, bool)> cell = [.. Space(fixedAt, moving)];
            for (int l = 0; l < forms.HiddenLayers.Length; l++)
            {
                for (int i = 0; i < forms.HiddenLayers[l].Count; i++)
                {
                    cell.Add(AtLeast(Form(forms.HiddenLayers[l], i, moving.Length, forms.Pattern[l, i] == ActivationPhase.Active ? 1 : -1), 0, false));
                }
            }

            ImmutableArray<ImmutableArray<Rational>> outputs = [.. Enumerable.Range(0, network.OutputDimension).Select(k => Form(forms.Output, k, moving.Length, 1))];
            foreach (List<(ImmutableArray<Rational>, Rational, bool)> goal in Goals(outputs))
            {
                foreach (ImmutableArray<LinearCondition> condition in conditions)
                {
                    yield return [.. cell, .. goal, .. condition.Select(c => Condition(c, outputs, fixedAt, moving))];
                }
            }
        }
    }

    private IEnumerable<List<(ImmutableArray<Rational>, Rational, bool)>> Goals(ImmutableArray<ImmutableArray<Rational>> y)
    {
        int labels = Math.Max(2, y.Length);
        bool strict = query.Goal == BoundaryGoal.Across;
        for (int j = 0; j < labels; j++)
        {
            if (j == label || (query.Target is { } target && j != target))
            {
                continue;
            }

            List<(ImmutableArray<Rational>, Rational, bool)> rows = [];
            ImmutableArray<Rational> margin = y.Length == 1 ? [.. y[0].Select(a => j == 1 ? a : -a)] : Minus(y[j], y[label]);
            rows.Add(AtLeast(margin, 0, strict));
            if (query.Goal == BoundaryGoal.Boundary)
            {
                rows.Add(AtLeast([.. margin.Select(static a => -a)], 0, false));
            }

            for (int k = 0; y.Length > 1 && k < y.Length; k++)
            {
                if (k != j && k != label)
                {
                    rows.Add(AtLeast(Minus(y[j], y[k]), 0, strict));
                }
            }

            yield return rows;
        }
    }

    private IEnumerable<(ImmutableArray<Rational>, Rational, bool)> Space(ImmutableArray<Rational> fixedAt, ImmutableArray<int> moving)
    {
        Rational? Radius(VectorNorm norm) => query.Ball is { } ball && ball.Norm == norm ? ball.Radius : null;
        for (int j = 0; j < _d; j++)
        {
            int at = moving.IndexOf(j);
            ImmutableArray<Rational> x = [.. Enumerable.Range(0, moving.Length + 1).Select(c => c == at ? 1 : c == moving.Length && at < 0 ? fixedAt[j] : (Rational)0)], minus = [.. x.Select(static a => -a)];
            yield return AtLeast(x, query.Box!.Lower[j], false);
            yield return AtLeast(minus, -query.Box.Upper[j], false);
            if (Radius(VectorNorm.LInf) is { } r)
            {
                yield return AtLeast(x, query.Point[j] - r, false);
                yield return AtLeast(minus, -query.Point[j] - r, false);
            }
        }

        // Σ|xⱼ − pⱼ| ≤ r: one row for every choice of signs.
        for (int signs = 0; Radius(VectorNorm.L1) is { } sum && signs < 1 << _d; signs++)
        {
            Rational[] row = new Rational[moving.Length + 1];
            for (int j = 0; j < _d; j++)
            {
                Rational sign = ((signs >> j) & 1) == 1 ? 1 : -1;
                int at = moving.IndexOf(j);
                row[^1] += sign * ((at < 0 ? fixedAt[j] : 0) - query.Point[j]);
                if (at >= 0)
                {
                    row[at] += sign;
                }
            }

            yield return AtLeast([.. row.Select(static a => -a)], -sum, false);
        }
    }

    private (ImmutableArray<Rational>, Rational, bool) Condition(
        LinearCondition condition, ImmutableArray<ImmutableArray<Rational>> outputs, ImmutableArray<Rational> fixedAt, ImmutableArray<int> moving)
    {
        Rational[] row = new Rational[moving.Length + 1];
        for (int j = 0; j < _d; j++)
        {
            int at = moving.IndexOf(j);
            row[at < 0 ? moving.Length : at] += condition.Inputs[j] * (at < 0 ? fixedAt[j] : 1);
        }

        for (int k = 0; k < outputs.Length; k++)
        {
            for (int c = 0; c < row.Length; c++)
            {
                row[c] += condition.Outputs[k] * outputs[k][c];
            }
        }

        return AtLeast([.. row], condition.Bound, false);
    }

    private Rational? Nearest(List<(ImmutableArray<Rational> Normal, Rational Offset, bool Strict)> rows, ImmutableArray<Rational> fixedAt, ImmutableArray<int> moving, VectorNorm norm)
    {
        // Inputs that are fixed away from the point count, too: a coordinate each that the rows fix.
        ImmutableArray<int> off = [.. Enumerable.Range(0, _d).Where(j => !moving.Contains(j) && fixedAt[j] != query.Point[j])];
        int dimension = moving.Length + off.Length;
        if (dimension == 0)
        {
            return rows.TrueForAll(static row => row.Offset.Sign >= 0) ? 0 : null;
        }

        List<HalfSpace> all = [.. rows.Select(row => Integer([.. row.Normal, .. off.Select(static _ => Rational.Zero)], row.Offset))];
        for (int k = 0; k < off.Length; k++)
        {
            ImmutableArray<Rational> unit = [.. Enumerable.Range(0, dimension).Select(c => (Rational)(c == moving.Length + k ? 1 : 0))];
            all.Add(Integer(unit, fixedAt[off[k]]));
            all.Add(Integer([.. unit.Select(static a => -a)], -fixedAt[off[k]]));
        }

        ImmutableArray<Rational> target = [.. moving.Concat(off).Select(j => query.Point[j])];
        return NearestPoint.Find(new HRepresentation(dimension, all), target, norm, s_engine, ExactBudget.Default, CancellationToken.None) switch
        {
            NearestPointOutcome.Found found => found.Distance.Power,
            NearestPointOutcome.Empty => null,
            var other => throw new InvalidOperationException($"{other}"),
        };
    }

    /// <summary>Whether some point satisfies all rows, the strict ones strictly: the largest t ≤ 1 with slack t in each strict row is positive.</summary>
    private static bool HasInterior(List<(ImmutableArray<Rational> Normal, Rational Offset, bool Strict)> rows, int dimension)
    {
        if (!rows.Exists(static row => row.Strict))
        {
            return true;
        }

        List<HalfSpace> all = [.. rows.Select(static row => Integer([.. row.Normal, row.Strict ? 1 : 0], row.Offset))];
        all.Add(Integer([.. Enumerable.Repeat(Rational.Zero, dimension), 1], 1));
        ImmutableArray<BigInteger> objective = [.. Enumerable.Repeat(BigInteger.Zero, dimension), BigInteger.One];
        return ExactLinearProgramming.Solve(new HRepresentation(dimension + 1, all), objective, s_engine, ExactBudget.Default, CancellationToken.None)
            is LinearProgramOutcome.Optimal { Value.Sign: > 0 };
    }

    private static ImmutableArray<Rational> Form(LayerForms forms, int component, int columns, int sign)
        => [.. Enumerable.Range(0, columns + 1).Select(c => sign * forms.Coefficient(component, c))];

    private static ImmutableArray<Rational> Minus(ImmutableArray<Rational> a, ImmutableArray<Rational> b) => [.. a.Zip(b, static (x, y) => x - y)];

    /// <summary>form ≥ bound (the form's constant last) as ⟨normal, x⟩ ≤ offset.</summary>
    private static (ImmutableArray<Rational>, Rational, bool) AtLeast(ImmutableArray<Rational> form, Rational bound, bool strict)
        => ([.. form[..^1].Select(static a => -a)], form[^1] - bound, strict);

    private static HalfSpace Integer(ImmutableArray<Rational> normal, Rational offset) => HalfSpace.OfRationals(normal, offset).Row;
}
