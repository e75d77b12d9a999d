using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Decides a box with few unsettled neurons exactly: goes through the closed cells of their phases, layer by layer, with an exact linear program each. This is what ends searches near ties, where no
/// linear bound in floating point can.
/// </summary>
internal sealed class ExactFinisher : ICellQuestion
{
    private const int MostPrograms = 500;
    private const int MostProgramsAtLast = 50_000;
    private const int MostUnsettled = 24;
    private const int SmallNetwork = 64;
    private const int SmallDepthPerInput = 2;
    private const int LargeDepthPerInput = 8;
    private const int Often = 3;
    private readonly GroupSearch _search;
    private readonly int _inputs;
    private readonly int _leastDepth;
    private readonly ClosedCells _cells;
    private readonly List<CellRow> _rows = [];
    private BoxBounds _bounds = null!;
    private ImmutableArray<PropertyRow> _unsafe;
    private ImmutableArray<Rational>? _violation;
    private int _programs;
    private int _mostPrograms = MostPrograms;

    public ExactFinisher(GroupSearch search)
    {
        (_search, _inputs) = (search, search.Network.InputDimension);
        _leastDepth = _inputs * (search.Network.HiddenNeurons <= SmallNetwork ? SmallDepthPerInput : LargeDepthPerInput);
        _cells = new ClosedCells(search.Network, this);
    }

    int ICellQuestion.Rows => _rows.Count;

    bool ICellQuestion.CanGoOn => _programs <= _mostPrograms;

    /// <summary>Whether to try: nothing is unsettled, or only rounding errors keep a row's bound from proof, or the box is so small that a tie is suspected. Steers only.</summary>
    public bool IsWorthwhile(int unsettled, int depth, bool isTie)
        => unsettled == 0 || (unsettled <= MostUnsettled && (isTie || (depth >= _leastDepth && depth % Often == 0)));

    /// <summary>Decides a node that cannot be split any more, with a hundred times the budget: where k neurons are zero at one point, 2ᵏ closed cells meet.</summary>
    public ExactVerdict FinishAtLast(SearchNode node)
    {
        _mostPrograms = MostProgramsAtLast;
        ExactVerdict verdict = Finish(node);
        _mostPrograms = MostPrograms;
        return verdict;
    }

    /// <summary>Decides what is left of a node.</summary>
    public ExactVerdict Finish(SearchNode node) => Finish(node.Bounds, node.Open, []);

    /// <summary>Decides disjuncts on a box where the neurons of the path have their phases, which the bounds settle; they are rows, too, numbered in their order.</summary>
    public ExactVerdict Finish(BoxBounds bounds, ReadOnlySpan<int> open, (int Neuron, bool Active)[] path)
    {
        (_bounds, _programs, _violation) = (bounds, 0, null);
        _cells.Start(path);
        ImmutableArray<ExactFinishTree>.Builder trees = ImmutableArray.CreateBuilder<ExactFinishTree>();
        foreach (int disjunct in open)
        {
            _rows.Clear();
            AddSides();
            _unsafe = _search.Group.Group.Unsafe.Disjuncts[disjunct].Rows;
            if (!_cells.Walk((2 * _inputs) + _unsafe.Length, CancellationToken.None))
            {
                return _violation is { } point ? new ExactVerdict.Violated(point) : new ExactVerdict.Undecided();
            }

            trees.Add(new ExactFinishTree(disjunct, _cells.Nodes.DrainToImmutable()));
        }

        return new ExactVerdict.Safe(new ExactFinish(trees.DrainToImmutable()));
    }

    bool? ICellQuestion.Settled(int neuron) => _bounds.Lower[neuron] >= 0d ? true : _bounds.Upper[neuron] <= 0d ? false : null;

    void ICellQuestion.AddPhase(int number, DyadicRow form, BigInteger divisor, bool active) => _rows.Add(CellRow.OfForm(number, form, divisor, active));

    void ICellQuestion.KeepRows(int count) => _rows.RemoveRange(count, _rows.Count - count);

    bool ICellQuestion.TryLeave(CancellationToken cancellationToken) => TryRefute(out _);

    bool ICellQuestion.Complete(CancellationToken cancellationToken)
    {
        AddUnsafeRows();
        return TryRefute(out _violation);
    }

    /// <summary>Whether no point satisfies the rows: then a leaf with the multipliers is added. Otherwise a point, where one was found within the budget.</summary>
    private bool TryRefute(out ImmutableArray<Rational>? point)
    {
        point = null;
        if (++_programs > _mostPrograms || _search.Stop.IsCancellationRequested)
        {
            return false;
        }

        (point, IEnumerable<(int Row, Rational Weight)>? multipliers) = ExactCell.Decide(_inputs, _rows, _search.Options.Solver, _search.Stop);
        if (multipliers is not null)
        {
            _cells.AddLeaf(multipliers);
        }

        return multipliers is not null;
    }

    private void AddSides()
    {
        Box exact = _search.Group.Group.Inputs.Box;
        for (int j = 0; j < _inputs; j++)
        {
            _rows.Add(CellRow.OfSide(new PartSide(j, Upper: false, Rational.Max(exact.Lower[j], Rational.FromDouble(_bounds.Low[j]))), _inputs));
            _rows.Add(CellRow.OfSide(new PartSide(j, Upper: true, Rational.Min(exact.Upper[j], Rational.FromDouble(_bounds.High[j]))), _inputs));
        }
    }

    /// <summary>The rows of the disjunct with the outputs replaced by the cell's affine map.</summary>
    private void AddUnsafeRows()
    {
        int output = _search.Network.OutputNode;
        for (int k = 0; k < _unsafe.Length; k++)
        {
            Rational[] sum = new Rational[_inputs + 1];
            foreach (PropertyTerm term in _unsafe[k].Inputs)
            {
                sum[term.Index] += term.Coefficient;
            }

            foreach (PropertyTerm term in _unsafe[k].Outputs)
            {
                for (int j = 0; j <= _inputs && _cells.Forms.Row(output, term.Index) is { } form; j++)
                {
                    sum[j] += term.Coefficient * form.ValueAt(j).ToRational() / _cells.Forms.Divisor(output);
                }
            }

            _rows.Add(CellRow.Of((2 * _inputs) + k, [.. sum.Take(_inputs)], _unsafe[k].Bound - sum[^1]));
        }
    }
}
