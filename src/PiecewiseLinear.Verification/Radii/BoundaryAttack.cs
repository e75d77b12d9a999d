using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Looks for a near point of D in doubles: steps to where the margin's linear form at the current point vanishes, shortest in the norm (DeepFool; Moosavi-Dezfooli et al. 2016), from the point and from random
/// points around it, for each rival; of a goal of several rows the one that is farthest from holding is stepped on (and of the two of a tie only that the rival at least ties). Then back along the segment to the point. What it finds steers where exact nearest points are looked for first; nothing rests on it.
/// </summary>
internal sealed unsafe class BoundaryAttack : IDisposable
{
    private const int Points = 64;
    private const int MostSteps = 40;
    private const int Halvings = 16;
    private const double Overshoot = 1.02;
    private const double LeastChance = 0.3;
    private readonly DecisionProblem _problem;
    private readonly CompiledRow[][] _margins;
    private readonly BatchGradient _batch;
    private readonly double[] _center;
    private readonly double[]? _low;
    private readonly double[]? _high;
    private readonly Random _random = new(1);
    private readonly int _inputs;

    /// <summary>Where the number of changed inputs is limited: for each point of the batch the inputs that it may move, chosen at its first step.</summary>
    private readonly bool[]?[] _supports = new bool[Points][];

    public BoundaryAttack(DecisionProblem problem)
    {
        RadiusQuery query = problem.Query;
        (_problem, _inputs) = (problem, query.Network.InputDimension);
        _batch = new BatchGradient(query.Network, Points);
        _center = [.. query.Point.Select(static x => x.ToDoubleApproximate())];
        _low = query.Box is null ? null : [.. query.Box.Lower.Select(static x => x.RoundDown())];
        _high = query.Box is null ? null : [.. query.Box.Upper.Select(static x => x.RoundUp())];
        _margins = [.. problem.Rows.Select(rows => Margins(query, rows))];
    }

    /// <summary>One batch of starts: from the point itself (spread 0), or from points around it at up to the given distance in each input. Nearest first.</summary>
    public IReadOnlyList<ImmutableArray<Rational>> Try(double spread, CancellationToken cancellationToken)
    {
        bool[] hit = new bool[Points];
        for (int p = 0; p < Points; p++)
        {
            double* x = _batch.Inputs.Row(p);
            for (int j = 0; j < _inputs; j++)
            {
                x[j] = Clamp(j, _problem.Query.MaxChanged is null ? _center[j] + (spread * ((2 * _random.NextDouble()) - 1)) : _center[j]);
            }

            _supports[p] = null;
        }

        for (int step = 0; step < MostSteps && !cancellationToken.IsCancellationRequested; step++)
        {
            _batch.Evaluate();
            for (int p = 0; p < Points; p++)
            {
                hit[p] = hit[p] || Value(p) <= 0d;
                CompiledRow margin = Worst(_margins[p % _margins.Length], p);
                margin.Outputs.CopyTo(new Span<double>(_batch.OutputWeights.Row(p), margin.Outputs.Length));
            }

            if (Array.TrueForAll(hit, static h => h))
            {
                break;
            }

            _batch.Differentiate();
            for (int p = 0; p < Points; p++)
            {
                if (!hit[p])
                {
                    Restrict(p);
                    Step(p);
                }
            }
        }

        return Return(hit);
    }

    public void Dispose() => _batch.Dispose();

    private double Value(int point) => Value(_margins[point % _margins.Length], point);

    private double Value(CompiledRow[] rows, int point) => ValueOf(Worst(rows, point), point);

    private double ValueOf(CompiledRow row, int point) => row.ValueAt(_batch.Inputs.Row(point), _batch.Outputs.Row(point));

    private CompiledRow Worst(CompiledRow[] rows, int point)
    {
        CompiledRow worst = rows[0];
        foreach (CompiledRow row in rows)
        {
            worst = ValueOf(row, point) > ValueOf(worst, point) ? row : worst;
        }

        return worst;
    }

    /// <summary>Clears the gradient outside of the point's support: as many inputs as may change, those that could move the margin most, by chance a little different for each point.</summary>
    private void Restrict(int point)
    {
        if (_problem.Query.MaxChanged is not { } most)
        {
            return;
        }

        double* gradient = _batch.InputGradients.Row(point);
        if (_supports[point] is not { } support)
        {
            double[] moves = new double[_inputs];
            for (int j = 0; j < _inputs; j++)
            {
                double room = gradient[j] > 0d ? _center[j] - _low![j] : _high![j] - _center[j];
                moves[j] = -Math.Abs(gradient[j]) * room * (point < _margins.Length ? 1d : LeastChance + ((1d - LeastChance) * _random.NextDouble()));
            }

            support = new bool[_inputs];
            foreach (int j in Enumerable.Range(0, _inputs).OrderBy(j => moves[j]).Take(most))
            {
                support[j] = true;
            }

            _supports[point] = support;
        }

        for (int j = 0; j < _inputs; j++)
        {
            gradient[j] = support[j] ? gradient[j] : 0d;
        }
    }

    /// <summary>The shortest step in the norm to where the margin's linear form vanishes; in l1 along the one input that changes it most, of those that may move.</summary>
    private void Step(int point)
    {
        double* x = _batch.Inputs.Row(point), gradient = _batch.InputGradients.Row(point);
        double value = Value(point), size = 0d, squares = 0d;
        int largest = -1;
        for (int j = 0; j < _inputs; j++)
        {
            double magnitude = Math.Abs(gradient[j]);
            size += magnitude;
            squares += magnitude * magnitude;
            bool movable = Clamp(j, x[j] - (Math.Sign(gradient[j]) * (1d + Math.Abs(x[j])))) != x[j];
            largest = movable && (largest < 0 || magnitude > Math.Abs(gradient[largest])) ? j : largest;
        }

        if (!(size > 0d) || largest < 0)
        {
            return;
        }

        for (int j = 0; j < _inputs; j++)
        {
            double step = _problem.Norm switch
            {
                VectorNorm.LInf => Math.Sign(gradient[j]) * value / size,
                VectorNorm.L2 => gradient[j] * value / squares,
                _ => j == largest ? value / gradient[j] : 0d,
            };
            x[j] = Clamp(j, x[j] - (Overshoot * step));
        }
    }

    /// <summary>Goes back toward the point as far as the batch stays in D, and sorts what was hit by its distance.</summary>
    private List<ImmutableArray<Rational>> Return(bool[] hit)
    {
        double[][] ends = [.. Enumerable.Range(0, Points).Select(p => new ReadOnlySpan<double>(_batch.Inputs.Row(p), _inputs).ToArray())];
        double[] inside = new double[Points], outside = [.. Enumerable.Repeat(1d, Points)];
        for (int k = 0; k < Halvings; k++)
        {
            for (int p = 0; p < Points; p++)
            {
                Place(p, ends[p], 0.5 * (inside[p] + outside[p]));
            }

            _batch.Evaluate();
            for (int p = 0; p < Points; p++)
            {
                (Array.Exists(_margins, rows => Value(rows, p) <= 0d) ? outside : inside)[p] = 0.5 * (inside[p] + outside[p]);
            }
        }

        List<(double Distance, ImmutableArray<Rational> Point)> found = [];
        for (int p = 0; p < Points; p++)
        {
            double[] x = [.. ends[p].Select((e, j) => _center[j] + (outside[p] * (e - _center[j])))];
            if (hit[p] && Array.TrueForAll(x, double.IsFinite))
            {
                found.Add((Length(x), [.. x.Select(Rational.FromDouble)]));
            }
        }

        return [.. found.OrderBy(static entry => entry.Distance).Select(static entry => entry.Point)];
    }

    private void Place(int point, double[] end, double share)
    {
        double* x = _batch.Inputs.Row(point);
        for (int j = 0; j < _inputs; j++)
        {
            x[j] = _center[j] + (share * (end[j] - _center[j]));
        }
    }

    private double Length(double[] x)
        => _problem.Norm switch
        {
            VectorNorm.L1 => x.Select((value, j) => Math.Abs(value - _center[j])).Sum(),
            VectorNorm.L2 => x.Select((value, j) => (value - _center[j]) * (value - _center[j])).Sum(),
            _ => x.Select((value, j) => Math.Abs(value - _center[j])).Max(),
        };

    private double Clamp(int input, double value) => _low is null ? value : Math.Clamp(value, _low[input], _high![input]);

    private static CompiledRow[] Margins(RadiusQuery query, ImmutableArray<PropertyRow> rows)
        => [.. rows.Where((_, k) => query.Goal != RadiusGoal.Boundary || k != 1).Select(row => Margin(row, query.Network))];

    private static CompiledRow Margin(PropertyRow row, ReluNetwork network)
    {
        double[] outputs = new double[network.OutputDimension];
        foreach (PropertyTerm term in row.Outputs)
        {
            outputs[term.Index] = term.Coefficient.ToDoubleApproximate();
        }

        return new CompiledRow(new double[network.InputDimension], outputs, 0d);
    }
}
