using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Finishes a part of the ball exactly: goes through the closed cells of the phases that its bounds leave open, layer by layer. A cell is left when the distance to it is proved to be at least the radius; at a complete cell the nearest
/// point of D in it is found exactly, and offered where it is nearer than the best known. One instance a thread.
/// </summary>
/// <remarks>
/// Cells are closed, and need not be full-dimensional: on a closed cell the network is the cell's affine map, so what is found is in D. Without bounds (the whole of R^d) it goes through all cells of the network.
/// </remarks>
internal sealed class CellFinisher : ICellQuestion
{
    /// <summary>A bound that is nearer to zero than this part of its width is not taken for settled: a checker that rounds otherwise may not see it settled. Steers only.</summary>
    private const double CloseCall = 1e-9;

    /// <summary>A proposed bound within this factor of the radius may be a tie, and is decided exactly. Steers only.</summary>
    private const double NearTie = 1 - 1e-6;
    private readonly DecisionProblem _problem;
    private readonly Incumbent _incumbent;
    private readonly ClosedCells _cells;
    private readonly int _inputs;
    private readonly List<(CellRow Full, HalfSpace Restricted)> _rows = [];
    private BoxBounds? _bounds;
    private ExactDistance? _radius;
    private long _most;
    private long _programs;
    private int _rival;
    private CellSpace _space = null!;

    public CellFinisher(DecisionProblem problem, Incumbent incumbent)
    {
        (_problem, _incumbent, _inputs) = (problem, incumbent, problem.Query.Network.InputDimension);
        _cells = new ClosedCells(problem.Query.Network, this);
    }

    int ICellQuestion.Rows => _rows.Count;

    bool ICellQuestion.CanGoOn => _programs <= _most;

    /// <summary>The programs solved by the last call.</summary>
    public long Programs => _programs;

    /// <summary>What could not be proved by the last call within the exact layer's budget; null if nothing was met.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The number of neurons that <see cref="Finish"/> would have to split: those that neither the bounds nor the path settle.</summary>
    public static int CountUnsettled(BoxBounds bounds, PathStep? path)
    {
        int count = 0;
        for (int n = 0; n < bounds.Lower.Length; n++)
        {
            count += Settled(bounds, n) is null ? 1 : 0;
        }

        for (PathStep? step = path; step is not null; step = step.Before)
        {
            count -= Settled(bounds, step.Neuron) is null ? 1 : 0;
        }

        return count;
    }

    /// <summary>Finishes a part, or the whole domain.</summary>
    /// <param name="radius">The radius: nothing of D is to be nearer than this or the best point known, whichever is less; null: than the best point known.</param>
    /// <param name="bounds">The bounds of the part; null for all of the domain with no neuron settled.</param>
    /// <param name="path">The neurons split on.</param>
    /// <param name="rivals">The places of the rivals that are open.</param>
    /// <param name="sides">The sides of the part that are not the ball's: row number 2j or 2j + 1, input, end.</param>
    /// <param name="free">The inputs that may differ from the point, ascending; null for all.</param>
    /// <param name="most">The largest number of programs.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The evidence that the part holds no point of D nearer than the best one known at the end, or null where the programs did not suffice.</returns>
    public ExactFinish? Finish(
        ExactDistance? radius, BoxBounds? bounds, PathStep? path, ReadOnlySpan<int> rivals, IReadOnlyList<PartSide> sides, ImmutableArray<int>? free, long most, CancellationToken cancellationToken)
    {
        (_bounds, _most, _programs, Obstacle) = (bounds, most, 0, null);
        _radius = _incumbent.Best is { } best && !(best.Distance >= radius) ? best.Distance : radius;
        _space = new CellSpace(_problem.Query.Point, free is { IsEmpty: true } ? [0] : free);
        IReadOnlyList<PartSide> ends = free is { IsEmpty: true } ? [new PartSide(0, Upper: false, _space.Center[0]), new PartSide(0, Upper: true, _space.Center[0])] : sides;
        _cells.Start(PathStep.FromRoot(path).Select(static step => (step.Neuron, step.Active)));
        ImmutableArray<ExactFinishTree>.Builder trees = ImmutableArray.CreateBuilder<ExactFinishTree>();
        foreach (int rival in rivals)
        {
            _rival = rival;
            _rows.Clear();
            foreach (PartSide side in ends)
            {
                Add(CellRow.OfSide(side, _inputs));
            }

            if (!_cells.Walk((2 * _inputs) + _problem.Rows[rival].Length, cancellationToken))
            {
                return null;
            }

            trees.Add(new ExactFinishTree(rival, _cells.Nodes.DrainToImmutable()));
        }

        return new ExactFinish(trees.DrainToImmutable());
    }

    bool? ICellQuestion.Settled(int neuron) => _bounds is null ? null : Settled(_bounds, neuron);

    void ICellQuestion.AddPhase(int number, DyadicRow form, BigInteger divisor, bool active) => Add(CellRow.OfForm(number, form, divisor, active));

    void ICellQuestion.KeepRows(int count) => _rows.RemoveRange(count, _rows.Count - count);

    /// <summary>Leaves the cell if the distance to it is proved to be at least the radius.</summary>
    bool ICellQuestion.TryLeave(CancellationToken cancellationToken)
    {
        ProposedNearestPoint proposed = Propose(cancellationToken);
        return TryLeave(proposed, cancellationToken) || (IsNearTie(proposed, cancellationToken) && proposed.Prove(ExactBudget.Default, cancellationToken) switch
        {
            NearestPointOutcome.Found found when found.Distance >= _radius => AddLeaf(found.Multipliers),
            NearestPointOutcome.Empty empty => AddLeaf(empty.Certificate.Multipliers),
            _ => false,
        });
    }

    /// <summary>Finds the nearest point of D in a complete cell.</summary>
    bool ICellQuestion.Complete(CancellationToken cancellationToken)
    {
        int output = _problem.Query.Network.OutputNode, number = 2 * _inputs;
        foreach (DyadicRow? form in _problem.Forms(index => _cells.Forms.Row(output, index), _rival))
        {
            if (form is not null)
            {
                Add(CellRow.OfForm(number, form, _cells.Forms.Divisor(output), atLeastZero: false));
            }

            number++;
        }

        ProposedNearestPoint proposed = Propose(cancellationToken);
        if (TryLeave(proposed, cancellationToken))
        {
            return true;
        }

        switch (proposed.Prove(ExactBudget.Default, cancellationToken))
        {
            case NearestPointOutcome.Found found:
                _incumbent.Offer(_space.Lift(found.Point), cancellationToken);
                _radius = found.Distance >= _radius ? _radius : found.Distance;
                return AddLeaf(found.Multipliers);
            case NearestPointOutcome.Empty empty:
                return AddLeaf(empty.Certificate.Multipliers);
            case NearestPointOutcome.Unknown unknown:
                Obstacle = unknown.Reason;
                return false;
            default:
                return false;
        }
    }

    private static bool? Settled(BoxBounds bounds, int neuron)
    {
        double lower = bounds.Lower[neuron], upper = bounds.Upper[neuron], slack = CloseCall * Math.Abs(upper - lower);
        return lower > slack ? true : upper < -slack ? false : null;
    }

    private void Add(CellRow row) => _rows.Add((row, _space.Restrict(row.Row)));

    private ProposedNearestPoint Propose(CancellationToken cancellationToken)
    {
        _programs++;
        HRepresentation cell = new(_space.Free.Length, [.. _rows.Select(static row => row.Restricted)], cancellationToken);
        return NearestPoint.Propose(cell, _space.Center, _problem.Norm, _problem.Query.Solver, cancellationToken);
    }

    private bool TryLeave(ProposedNearestPoint proposed, CancellationToken cancellationToken)
        => (proposed.LowerBound(cancellationToken) is not { } bound || bound >= _radius) && AddLeaf(proposed.Multipliers(cancellationToken));

    private bool IsNearTie(ProposedNearestPoint proposed, CancellationToken cancellationToken)
        => _radius is { } radius && proposed.LowerBound(cancellationToken) is { } bound && bound.ToDoubleApproximate() >= NearTie * radius.ToDoubleApproximate();

    /// <summary>Adds the multipliers of a leaf. What they leave in the inputs that are kept is made up for by the sides of these, which hold the point between them.</summary>
    private bool AddLeaf(ImmutableArray<RowMultiplier> multipliers)
    {
        RowMultiplier[] used = [.. multipliers.Where(static m => !m.Weight.IsZero)];
        Rational Weight(RowMultiplier m) => m.Weight * _space.Scale * _rows[m.Row].Full.Factor;
        IEnumerable<(int Number, Rational Weight)> rows = used.Select(m => (_rows[m.Row].Full.Number, Weight(m)));
        IEnumerable<(int Number, Rational Weight)> sides = _space.Kept
            .Select(j => (Input: j, Left: used.Aggregate(Rational.Zero, (sum, m) => sum + (m.Weight * _space.Scale * _rows[m.Row].Full.Row.Normal[j]))))
            .Where(static entry => !entry.Left.IsZero)
            .Select(static entry => ((2 * entry.Input) + (entry.Left.Sign > 0 ? 0 : 1), Rational.Abs(entry.Left)));
        _cells.AddLeaf(rows.Concat(sides));
        return true;
    }
}
