using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Looks for a near point of D in doubles. From the point and from random points around it, for each rival, steps to where the margin's linear form at the current point vanishes (DeepFool; Moosavi-Dezfooli et al. 2016); then back toward the
/// point, and along the boundary: to the nearest point of the domain on the margin's linear form at the point reached, as far as that stays in D, and back again (as in FAB; Croce and Hein 2020). What it finds steers where exact nearest
/// points are looked for first; nothing rests on it. Of a goal of several rows the one that is farthest from holding counts (and of the two of a tie only that the rival at least ties).
/// </summary>
internal sealed unsafe class BoundaryAttack : IDisposable
{
    private const int Points = 64;
    private const int MostSteps = 40;
    private const int MostImprovements = 12;
    private const int Halvings = 16;
    private const int ShortHalvings = 5;
    private const int MoreHalvings = 10;
    private const double Overshoot = 1.02;
    private const double LeastGain = 0.999;
    private const double LeastChance = 0.3;

    /// <summary>Without a domain inputs may go this far.</summary>
    private const int WideExponent = 40;
    private readonly DecisionProblem _problem;
    private readonly AttackMargins _margins;
    private readonly BatchGradient _batch;
    private readonly BallForms _forms;
    private readonly double[] _center;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[][] _reached;
    private readonly double[][] _aims;
    private readonly double[][] _middles;
    private readonly double[] _lengths = new double[Points];
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
        _low = query.Box is null ? [.. _center.Select(static x => x - Math.ScaleB(1d, WideExponent))] : [.. query.Box.Lower.Select(static x => x.RoundDown())];
        _high = query.Box is null ? [.. _center.Select(static x => x + Math.ScaleB(1d, WideExponent))] : [.. query.Box.Upper.Select(static x => x.RoundUp())];
        _forms = new BallForms(_center, problem.Norm);
        _margins = new AttackMargins(problem, _batch);
        _reached = [.. Enumerable.Range(0, Points).Select(_ => new double[_inputs])];
        _aims = [.. Enumerable.Range(0, Points).Select(_ => new double[_inputs])];
        _middles = [.. Enumerable.Range(0, Points).Select(_ => new double[_inputs])];
    }

    /// <summary>One batch of starts: from the point itself (spread 0), or from points around it at up to the given distance in each input. The nearest ones of what was reached, nearest first; cancelled, as near as they had come.</summary>
    public IReadOnlyList<ImmutableArray<Rational>> Try(double spread, int most, CancellationToken cancellationToken)
    {
        for (int p = 0; p < Points; p++)
        {
            double* x = _batch.Inputs.Row(p);
            for (int j = 0; j < _inputs; j++)
            {
                x[j] = _problem.Query.MaxChanged is null ? Math.Clamp(_center[j] + (spread * ((2 * _random.NextDouble()) - 1)), _low[j], _high[j]) : _center[j];
            }

            _supports[p] = null;
        }

        bool[] hit = Walk(cancellationToken);
        for (int p = 0; p < Points; p++)
        {
            new ReadOnlySpan<double>(_batch.Inputs.Row(p), _inputs).CopyTo(_aims[p]);
        }

        Bisect(static (attack, _) => attack._center, _aims, Halvings, _reached, cancellationToken);
        for (int p = 0; p < Points; p++)
        {
            hit[p] &= Array.TrueForAll(_reached[p], double.IsFinite);
            _lengths[p] = hit[p] ? Length(_reached[p]) : double.PositiveInfinity;
        }

        for (int k = 0; k < MostImprovements && Array.Exists(hit, static h => h) && !cancellationToken.IsCancellationRequested && Improve(hit, cancellationToken); k++)
        {
        }

        return
        [
            .. Enumerable.Range(0, Points).Where(p => hit[p]).OrderBy(p => _lengths[p]).Take(most).Select(p => _reached[p].Select(Rational.FromDouble).ToImmutableArray()),
        ];
    }

    public void Dispose() => _batch.Dispose();

    /// <summary>Steps until every point is in D, or long enough.</summary>
    private bool[] Walk(CancellationToken cancellationToken)
    {
        bool[] hit = new bool[Points];
        for (int step = 0; step < MostSteps && !cancellationToken.IsCancellationRequested; step++)
        {
            _batch.Evaluate();
            for (int p = 0; p < Points; p++)
            {
                CompiledRow margin = _margins.Of(p);
                hit[p] = hit[p] || _margins.Value(p, margin) <= 0d;
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

        return hit;
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
                double room = gradient[j] > 0d ? _center[j] - _low[j] : _high[j] - _center[j];
                moves[j] = -Math.Abs(gradient[j]) * room * (point < _margins.Rivals ? 1d : LeastChance + ((1d - LeastChance) * _random.NextDouble()));
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
        double value = _margins.Value(point, _margins.Of(point)), size = 0d, squares = 0d;
        int largest = -1;
        for (int j = 0; j < _inputs; j++)
        {
            double magnitude = Math.Abs(gradient[j]);
            size += magnitude;
            squares += magnitude * magnitude;
            bool movable = gradient[j] > 0d ? x[j] > _low[j] : x[j] < _high[j];
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
            x[j] = Math.Clamp(x[j] - (Overshoot * step), _low[j], _high[j]);
        }
    }

    /// <summary>From each point reached to the nearest point on the margin's linear form there, as far as the batch stays in D, and back toward the point. Returns whether the nearest of all came nearer.</summary>
    private bool Improve(bool[] hit, CancellationToken cancellationToken)
    {
        for (int p = 0; p < Points; p++)
        {
            _reached[p].CopyTo(new Span<double>(_batch.Inputs.Row(p), _inputs));
        }

        _batch.Evaluate();
        double[] values = new double[Points];
        for (int p = 0; p < Points; p++)
        {
            CompiledRow margin = _margins.Least(p);
            values[p] = _margins.Value(p, margin);
            margin.Outputs.CopyTo(new Span<double>(_batch.OutputWeights.Row(p), margin.Outputs.Length));
        }

        _batch.Differentiate();
        for (int p = 0; p < Points; p++)
        {
            Restrict(p);
            double* gradient = _batch.InputGradients.Row(p);
            double constant = values[p];
            for (int j = 0; j < _inputs; j++)
            {
                constant -= gradient[j] * _reached[p][j];
            }

            double radius = hit[p] ? Overshoot * _forms.Distance(gradient, constant, _low, _high) : 0d;
            if (radius > 0d && radius < _lengths[p])
            {
                _forms.Minimizer(gradient, _low, _high, radius, _aims[p]);
            }
            else
            {
                _reached[p].CopyTo(_aims[p], 0);
            }
        }

        double before = _lengths.Min();
        Bisect(static (attack, p) => attack._aims[p], _reached, ShortHalvings, _middles, cancellationToken);
        Bisect(static (attack, _) => attack._center, _middles, MoreHalvings, _aims, cancellationToken);
        for (int p = 0; p < Points; p++)
        {
            double length = hit[p] ? Length(_aims[p]) : double.PositiveInfinity;
            if (length < _lengths[p])
            {
                _lengths[p] = length;
                _aims[p].CopyTo(_reached[p], 0);
            }
        }

        return _lengths.Min() < LeastGain * before;
    }

    /// <summary>Goes from points of D (at least supposed to be) toward others as far as the batch stays in D by repeated halving; cancelled, less far.</summary>
    private void Bisect(Func<BoundaryAttack, int, double[]> from, double[][] to, int halvings, double[][] result, CancellationToken cancellationToken)
    {
        double[] inside = new double[Points], outside = [.. Enumerable.Repeat(1d, Points)];
        for (int k = 0; k <= halvings && !cancellationToken.IsCancellationRequested; k++)
        {
            for (int p = 0; p < Points; p++)
            {
                Place(from(this, p), to[p], k == 0 ? 0d : 0.5 * (inside[p] + outside[p]), new Span<double>(_batch.Inputs.Row(p), _inputs));
            }

            _batch.Evaluate();
            for (int p = 0; p < Points; p++)
            {
                (_margins.Value(p, _margins.Least(p)) <= 0d ? outside : inside)[p] = k == 0 ? 0d : 0.5 * (inside[p] + outside[p]);
            }
        }

        for (int p = 0; p < Points; p++)
        {
            Place(from(this, p), to[p], outside[p], result[p]);
        }
    }

    private static void Place(double[] from, double[] to, double share, Span<double> result)
    {
        for (int j = 0; j < from.Length; j++)
        {
            result[j] = share == 1d ? to[j] : from[j] + (share * (to[j] - from[j]));
        }
    }

    private double Length(double[] x)
        => _problem.Norm switch
        {
            VectorNorm.L1 => x.Select((value, j) => Math.Abs(value - _center[j])).Sum(),
            VectorNorm.L2 => Math.Sqrt(x.Select((value, j) => (value - _center[j]) * (value - _center[j])).Sum()),
            _ => x.Select((value, j) => Math.Abs(value - _center[j])).Max(),
        };
}
