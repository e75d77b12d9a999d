using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Whether a cone enters the open side of a wall through its apex.</summary>
internal abstract record ConeSide
{
    private ConeSide()
    {
    }

    /// <summary>It does; the cone of what lies on that side.</summary>
    public sealed record Open(DirectionCone Cone) : ConeSide;

    /// <summary>It does not: multipliers over the cone's rows that prove it.</summary>
    public sealed record Closed(ImmutableArray<WeightedRow> Refutation) : ConeSide;
}

/// <summary>
/// A full-dimensional cone of directions {v : ⟨gᵢ, v⟩ ≤ 0} with a direction strictly inside all its rows.
/// </summary>
internal sealed class DirectionCone
{
    private readonly ImmutableArray<RegionRow> _rows;
    private readonly ILinearProgramSolver _solver;

    private DirectionCone(ImmutableArray<RegionRow> rows, ImmutableArray<Rational> inside, ILinearProgramSolver solver)
    {
        _rows = rows;
        Inside = inside;
        _solver = solver;
    }

    /// <summary>A direction v with ⟨gᵢ, v⟩ &lt; 0 for every row, on the reduced space.</summary>
    public ImmutableArray<Rational> Inside { get; }

    /// <summary>The tangent cone of the domain at a point of it: the sides of the box on which the point lies.</summary>
    public static DirectionCone Tangent(Domain domain, ImmutableArray<Rational> point, ILinearProgramSolver solver)
    {
        Rational[] inside = new Rational[domain.Dimension];
        List<RegionRow> rows = [];
        foreach (RegionRow row in domain.BoxRows())
        {
            int input = row.Reference.Input;
            bool upper = row.Reference.Side == BoxSide.Upper;
            if (point[input] == (upper ? domain.Box!.Upper[input] : domain.Box!.Lower[input]))
            {
                inside[domain.FreeInputs.BinarySearch(input)] = upper ? -1 : 1;
                rows.Add(row);
            }
        }

        return new DirectionCone([.. rows], ImmutableArray.Create(inside), solver);
    }

    /// <summary>
    /// Whether the cone enters the open side of a neuron's wall on which it has the given phase. Decided by max t subject to ⟨gᵢ, v⟩ + t ≤ 0, the
    /// same for the side's own row, and −1 ≤ v ≤ 1: a positive maximum is a direction strictly inside; a maximum of zero comes with multipliers
    /// whose combination expresses the opposite of the side's row by the cone's rows.
    /// </summary>
    public ConeSide Enter(RowReference neuron, ReducedForm form, ActivationPhase phase, CancellationToken cancellationToken)
    {
        RegionRow side = new(neuron, form.ToHalfSpace(phase), form.Scale);
        (BigInteger[] inside, _) = RationalVector.ToHomogeneous(Inside.AsSpan());
        if (IntegerVector.Dot(side.HalfSpace.Normal.AsSpan(), inside).Sign < 0)
        {
            return new ConeSide.Open(new DirectionCone(_rows.Add(side), Inside, _solver));
        }

        int d = Inside.Length;
        ImmutableArray<RegionRow> rows = _rows.Add(side);
        List<HalfSpace> system = [.. rows.Select(static row => WithSlack(row.HalfSpace))];
        for (int k = 0; k <= d; k++)
        {
            system.Add(Unit(d + 1, k, 1));
            system.Add(Unit(d + 1, k, -1));
        }

        LinearProgramOutcome outcome = ExactLinearProgramming.Solve(
            new HRepresentation(d + 1, system), Objective(d + 1), _solver, ExactBudget.Default, cancellationToken);
        return outcome switch
        {
            LinearProgramOutcome.Optimal { Value.Sign: > 0 } optimal
                => new ConeSide.Open(new DirectionCone(rows, [.. optimal.Point.Take(d)], _solver)),
            LinearProgramOutcome.Optimal optimal => new ConeSide.Closed(Refutation(rows, optimal.Multipliers)),
            LinearProgramOutcome.Unknown unknown => throw new RegionUndecidedException($"whether a region lies on the other side of neuron {neuron}: {unknown.Reason}"),
            _ => throw new InvalidOperationException($"a bounded feasible linear program was answered with {outcome.GetType().Name}"),
        };
    }

    /// <summary>The same cone with one more row that it is known to satisfy.</summary>
    public DirectionCone Keep(RowReference neuron, ReducedForm form, ActivationPhase phase)
    {
        // The other open side is empty and the wall is a hyperplane, so a direction strictly inside the cone is strictly on this side.
        RegionRow side = new(neuron, form.ToHalfSpace(phase), form.Scale);
        return new DirectionCone(_rows.Add(side), Inside, _solver);
    }

    private static ImmutableArray<WeightedRow> Refutation(ImmutableArray<RegionRow> rows, ImmutableArray<RowMultiplier> multipliers)
    {
        Rational own = multipliers.Single(m => m.Row == rows.Length - 1).Weight;
        Rational scale = rows[^1].Scale.ToRational() / own;
        return
        [
            .. multipliers.Where(m => m.Row < rows.Length - 1 && !m.Weight.IsZero)
                .Select(m => new WeightedRow(rows[m.Row].Reference, m.Weight * scale / rows[m.Row].Scale.ToRational())),
        ];
    }

    /// <summary>⟨g, v⟩ + t·2^k ≤ 0 with 2^k of the size of g, so that the slack t means the same for every row.</summary>
    private static HalfSpace WithSlack(HalfSpace row)
    {
        int bits = row.Normal.Max(static a => (int)BigInteger.Abs(a).GetBitLength());
        return new HalfSpace(row.Normal.Add(BigInteger.One << bits), BigInteger.Zero);
    }

    private static HalfSpace Unit(int dimension, int coordinate, int sign)
    {
        BigInteger[] normal = new BigInteger[dimension];
        normal[coordinate] = sign;
        return new HalfSpace(ImmutableArray.Create(normal), BigInteger.One);
    }

    private static ImmutableArray<BigInteger> Objective(int dimension)
    {
        BigInteger[] objective = new BigInteger[dimension];
        objective[^1] = BigInteger.One;
        return ImmutableArray.Create(objective);
    }
}
