using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Decides a box with few unsettled neurons exactly: goes through the closed cells of their phases, layer by layer, with an exact linear program each. This is what ends searches near ties, where no
/// linear bound in floating point can.
/// </summary>
internal sealed class ExactFinisher(GroupSearch search)
{
    private const int MostPrograms = 500;
    private const int MostProgramsAtLast = 50_000;
    private const int MostUnsettled = 24;
    private const int SmallNetwork = 64;
    private const int SmallDepthPerInput = 2;
    private const int LargeDepthPerInput = 8;
    private const int Often = 3;
    private readonly int _inputs = search.Network.InputDimension;
    private readonly int _leastDepth = search.Network.InputDimension * (search.Network.HiddenNeurons <= SmallNetwork ? SmallDepthPerInput : LargeDepthPerInput);
    private readonly PathForms _forms = new(search.Network, LayerForms.Identity(search.Network.InputDimension));
    private readonly ActivationPhase[][] _phases = [.. search.Network.HiddenLayers.Select(static layer => new ActivationPhase[layer.Width])];
    private readonly ImmutableArray<int> _starts = search.Network.FirstNeurons;
    private readonly List<ExactRow> _rows = [];
    private BoxBounds _bounds = null!;
    private ImmutableArray<PropertyRow> _unsafe;
    private ImmutableArray<ExactFinishNode>.Builder _nodes = null!;
    private ImmutableArray<Rational>? _violation;
    private (int Neuron, bool Active)[] _path = [];
    private int _programs;
    private int _mostPrograms = MostPrograms;

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
        (_bounds, _path) = (bounds, path);
        _programs = 0;
        _violation = null;
        ImmutableArray<ExactFinishTree>.Builder trees = ImmutableArray.CreateBuilder<ExactFinishTree>();
        foreach (int disjunct in open)
        {
            _rows.Clear();
            AddSides();
            _unsafe = search.Group.Group.Unsafe.Disjuncts[disjunct].Rows;
            _nodes = ImmutableArray.CreateBuilder<ExactFinishNode>();
            if (!Visit(0, 0, 0))
            {
                return _violation is { } point ? new ExactVerdict.Violated(point) : new ExactVerdict.Undecided();
            }

            trees.Add(new ExactFinishTree(disjunct, _nodes.DrainToImmutable()));
        }

        return new ExactVerdict.Safe(new ExactFinish(trees.DrainToImmutable()));
    }

    /// <summary>Proves that the cell reached holds no unsafe point; the neurons before (layer, neuron) have their phases.</summary>
    private bool Visit(int layer, int neuron, int splits)
    {
        int before = _rows.Count;
        bool safe = VisitOn(layer, neuron, splits);
        _rows.RemoveRange(before, _rows.Count - before);
        return safe;
    }

    private bool VisitOn(int layer, int neuron, int splits)
    {
        for (; layer < _phases.Length; layer++, neuron = 0)
        {
            int node = search.Network.HiddenLayers[layer].Source;
            for (; neuron < _phases[layer].Length; neuron++)
            {
                double lower = _bounds.Lower[_starts[layer] + neuron], upper = _bounds.Upper[_starts[layer] + neuron];
                if (lower < 0d && upper > 0d && _forms.Row(node, neuron) is { } form)
                {
                    return Split(layer, neuron, splits, Row(form, _forms.Divisor(node)));
                }

                _phases[layer][neuron] = lower >= 0d ? ActivationPhase.Active : ActivationPhase.Inactive;
                AddPathRow(layer, neuron);
            }

            _forms.SetPhases(layer, _phases[layer]);
        }

        AddUnsafeRows();
        bool safe = TryRefute(out ImmutableArray<Rational>? point);
        _violation = point;
        return safe;
    }

    /// <summary>Adds the row of a neuron that was split on the way to the box; one whose form is identically zero has none.</summary>
    private void AddPathRow(int layer, int neuron)
    {
        int number = _starts[layer] + neuron, at = Array.FindIndex(_path, split => split.Neuron == number), node = search.Network.HiddenLayers[layer].Source;
        if (at >= 0 && _forms.Row(node, neuron) is { } form)
        {
            _phases[layer][neuron] = _path[at].Active ? ActivationPhase.Active : ActivationPhase.Inactive;
            AddPhaseRow((2 * _inputs) + _unsafe.Length + at, Row(form, _forms.Divisor(node)), _path[at].Active);
        }
    }

    private void AddPhaseRow(int number, Rational[] form, bool active)
    {
        Rational sign = active ? -1 : 1;
        _rows.Add(new ExactRow(number, [.. form.SkipLast(1).Select(a => sign * a)], -sign * form[^1]));
    }

    private bool Split(int layer, int neuron, int splits, Rational[] form)
    {
        _nodes.Add(new ExactFinishNode(_starts[layer] + neuron, []));
        ActivationPhase[] before = [.. _phases[layer]];
        foreach (ActivationPhase phase in (ReadOnlySpan<ActivationPhase>)[ActivationPhase.Inactive, ActivationPhase.Active])
        {
            AddPhaseRow((2 * _inputs) + _unsafe.Length + _path.Length + splits, form, phase == ActivationPhase.Active);
            before.CopyTo(_phases[layer], 0);
            _phases[layer][neuron] = phase;
            bool safe = TryRefute(out _) || (_programs <= _mostPrograms && Visit(layer, neuron + 1, splits + 1));
            _rows.RemoveAt(_rows.Count - 1);
            if (!safe)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether no point satisfies the rows: then a leaf with the multipliers is added. Otherwise a point, where one was found within the budget.</summary>
    private bool TryRefute(out ImmutableArray<Rational>? point)
    {
        point = null;
        if (++_programs > _mostPrograms || search.Stop.IsCancellationRequested)
        {
            return false;
        }

        (point, ImmutableArray<(int Row, Rational Weight)>? multipliers) = ExactCell.Decide(_inputs, _rows, search.Options.Solver, search.Stop);
        if (multipliers is { } proof)
        {
            _nodes.Add(new ExactFinishNode(-1, proof));
        }

        return multipliers is not null;
    }

    private void AddSides()
    {
        Box exact = search.Group.Group.Inputs.Box;
        for (int j = 0; j < _inputs; j++)
        {
            Rational low = Rational.Max(exact.Lower[j], Rational.FromDouble(_bounds.Low[j])), high = Rational.Min(exact.Upper[j], Rational.FromDouble(_bounds.High[j]));
            _rows.Add(new ExactRow(2 * j, Unit(j, -1), -low));
            _rows.Add(new ExactRow((2 * j) + 1, Unit(j, 1), high));
        }
    }

    /// <summary>The rows of the disjunct with the outputs replaced by the cell's affine map.</summary>
    private void AddUnsafeRows()
    {
        int output = search.Network.OutputNode;
        for (int k = 0; k < _unsafe.Length; k++)
        {
            Rational[] sum = new Rational[_inputs + 1];
            foreach (PropertyTerm term in _unsafe[k].Inputs)
            {
                sum[term.Index] += term.Coefficient;
            }

            foreach (PropertyTerm term in _unsafe[k].Outputs)
            {
                if (_forms.Row(output, term.Index) is { } row)
                {
                    Rational[] form = Row(row, _forms.Divisor(output));
                    for (int j = 0; j <= _inputs; j++)
                    {
                        sum[j] += term.Coefficient * form[j];
                    }
                }
            }

            _rows.Add(new ExactRow((2 * _inputs) + k, [.. sum.Take(_inputs)], _unsafe[k].Bound - sum[^1]));
        }
    }

    private Rational[] Row(DyadicRow form, BigInteger divisor)
        => [.. Enumerable.Range(0, _inputs + 1).Select(j => form.ValueAt(j).ToRational() / divisor)];

    private ImmutableArray<Rational> Unit(int index, int value) => [.. Enumerable.Range(0, _inputs).Select(j => (Rational)(j == index ? value : 0))];
}
