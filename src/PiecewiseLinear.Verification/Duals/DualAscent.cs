using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Raises the bounds of rows by moving their slopes and split multipliers along supergradients (Adam, Kingma and Ba 2015, projected). Every step's settings are short dyadics, so that every step's bound is already a
/// proof; the best is kept. Rows are numbered as loaded; a row that is proved positive leaves the batch at once.
/// </summary>
internal sealed unsafe class DualAscent : IDisposable
{
    /// <summary>How many times its rounding error a bound must exceed zero, so that a checker which computes it in another order, from bounds off by their own errors, agrees.</summary>
    private const double Slack = 256d;
    private const double SlopeStep = 0.4;
    private const double MultiplierStep = 0.4;
    private const double Shrink = 0.88;
    private const double FirstMoment = 0.9;
    private const double SecondMoment = 0.99;
    private static readonly double s_tiny = Math.ScaleB(1d, -100);
    private readonly DualRows _rows;
    private readonly AlignedMatrix _slopes;
    private readonly AlignedMatrix _first;
    private readonly AlignedMatrix _second;
    private readonly AlignedMatrix _bestSlopes;
    private readonly Split[][] _splits;
    private readonly double[][] _bestMultipliers;
    private readonly double[] _best;
    private readonly bool[] _claims;
    private readonly int[] _slotOf;
    private readonly int[] _rowOf;
    private int _active;

    /// <param name="rows">The engine, owned from now on.</param>
    public DualAscent(DualRows rows)
    {
        _rows = rows;
        int neurons = rows.Network.Count;
        _slopes = new AlignedMatrix(rows.Capacity, neurons);
        _first = new AlignedMatrix(rows.Capacity, neurons);
        _second = new AlignedMatrix(rows.Capacity, neurons);
        _bestSlopes = new AlignedMatrix(rows.Capacity, neurons);
        (_splits, _bestMultipliers) = (new Split[rows.Capacity][], new double[rows.Capacity][]);
        (_best, _claims) = (new double[rows.Capacity], new bool[rows.Capacity]);
        (_slotOf, _rowOf) = (new int[rows.Capacity], new int[rows.Capacity]);
    }

    /// <summary>The engine.</summary>
    public DualRows Rows => _rows;

    /// <summary>Starts a batch.</summary>
    public void Clear() => _active = 0;

    /// <summary>Adds a row and returns its number.</summary>
    /// <param name="target">What is bounded.</param>
    /// <param name="ranges">The bounds of the neurons.</param>
    /// <param name="path">The phases split.</param>
    /// <param name="start">Where to start: slopes, and multipliers of a beginning of the path; null: canonical.</param>
    public int Add(DualTarget target, NeuronRanges ranges, SplitPath? path, DualSettings? start)
    {
        int row = _active++;
        (_slotOf[row], _rowOf[row]) = (row, row);
        (_best[row], _claims[row]) = (double.NegativeInfinity, false);
        _rows.Load(row, target, ranges);
        double* alpha = _rows.Alpha.Row(row), offset = _rows.Offset.Row(row), slopes = _slopes.Row(row);
        for (int p = 0; start is not null && p < start.Slopes.Length; p++)
        {
            if (offset[p] > 0d)
            {
                alpha[p] = start.Slopes[p] / DualSettings.Grid;
            }
        }

        (int Neuron, bool Active)[] splits = SplitPath.InOrder(path);
        _splits[row] = new Split[splits.Length];
        for (int k = 0; k < splits.Length; k++)
        {
            double beta = k < start?.Multipliers.Length ? start.Multipliers[k] : 0d;
            _splits[row][k] = new Split(splits[k].Neuron, splits[k].Active, beta, beta, 0d, 0d, 0d);
            _rows.Fix(row, splits[k].Neuron, splits[k].Active, beta);
        }

        new ReadOnlySpan<double>(alpha, _slopes.Stride).CopyTo(new Span<double>(slopes, _slopes.Stride));
        new Span<double>(_first.Row(row), _first.Stride).Clear();
        new Span<double>(_second.Row(row), _second.Stride).Clear();
        return row;
    }

    /// <summary>Bounds the rows with their settings and then after each of some steps.</summary>
    /// <param name="steps">The number of steps; 0: one bound.</param>
    /// <param name="untilProved">Whether a row is done when it is proved positive.</param>
    /// <param name="moveSlopes">Whether slopes move; multipliers always do.</param>
    /// <param name="cancellationToken">Ends it early; what was reached holds.</param>
    public void Run(int steps, bool untilProved, bool moveSlopes, CancellationToken cancellationToken)
    {
        double scale = 1d, firstLeft = 1d, secondLeft = 1d;
        for (int step = 0; _active > 0 && !cancellationToken.IsCancellationRequested; step++, scale *= Shrink)
        {
            _rows.Bound(_active);
            for (int r = _active - 1; r >= 0; r--)
            {
                Keep(r);
                if (untilProved && _claims[_slotOf[r]])
                {
                    Retire(r);
                }
            }

            if (_active == 0)
            {
                return;
            }

            _rows.Trace(_active);
            if (step == steps)
            {
                return;
            }

            firstLeft *= FirstMoment;
            secondLeft *= SecondMoment;
            for (int r = 0; r < _active; r++)
            {
                if (moveSlopes)
                {
                    MoveSlopes(r, SlopeStep * scale, 1d - firstLeft, 1d - secondLeft);
                }

                MoveMultipliers(r, MultiplierStep * scale, 1d - firstLeft, 1d - secondLeft);
            }
        }
    }

    /// <summary>The best proved bound of a row.</summary>
    public double BestOf(int slot) => _best[slot];

    /// <summary>Whether it is positive with slack for a checker.</summary>
    public bool Claims(int slot) => _claims[slot];

    /// <summary>Where a row that is not retired stands in the engine; −1 for a retired one.</summary>
    public int RowOf(int slot) => _rowOf[slot];

    /// <summary>The settings of the best bound, where no slopes were moved: with those given.</summary>
    public DualSettings SettingsOf(int slot, byte[] slopes) => new(slopes, _bestMultipliers[slot]);

    /// <summary>The settings of the best bound.</summary>
    public DualSettings SettingsOf(int slot)
    {
        byte[] slopes = new byte[_rows.Network.Count];
        double* best = _bestSlopes.Row(slot);
        for (int p = 0; p < slopes.Length; p++)
        {
            slopes[p] = (byte)(best[p] * DualSettings.Grid);
        }

        return new DualSettings(slopes, _bestMultipliers[slot]);
    }

    public void Dispose()
    {
        _rows.Dispose();
        foreach (AlignedMatrix matrix in (AlignedMatrix[])[_slopes, _first, _second, _bestSlopes])
        {
            matrix.Dispose();
        }
    }

    private void Keep(int row)
    {
        int slot = _slotOf[row];
        double minimum = _rows.MinimumOf(row);
        if (!(minimum > _best[slot]))
        {
            return;
        }

        _best[slot] = minimum;
        _claims[slot] = minimum > Slack * _rows.ErrorOf(row);
        new ReadOnlySpan<double>(_rows.Alpha.Row(row), _bestSlopes.Stride).CopyTo(new Span<double>(_bestSlopes.Row(slot), _bestSlopes.Stride));
        _bestMultipliers[slot] = Array.ConvertAll(_splits[row], static split => split.Rounded);
    }

    private void Retire(int row)
    {
        _rowOf[_slotOf[row]] = -1;
        int last = --_active;
        if (row == last)
        {
            return;
        }

        _rows.Move(last, row);
        foreach (AlignedMatrix matrix in (ReadOnlySpan<AlignedMatrix>)[_slopes, _first, _second])
        {
            new ReadOnlySpan<double>(matrix.Row(last), matrix.Stride).CopyTo(new Span<double>(matrix.Row(row), matrix.Stride));
        }

        _splits[row] = _splits[last];
        _slotOf[row] = _slotOf[last];
        _rowOf[_slotOf[row]] = row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveSlopes(int row, double length, double firstDone, double secondDone)
    {
        double* slopes = _slopes.Row(row), first = _first.Row(row), second = _second.Row(row);
        double* alpha = _rows.Alpha.Row(row), offset = _rows.Offset.Row(row), coefficients = _rows.Coefficients.Row(row), z = _rows.PreActivations.Row(row);
        Vector512<double> steps = Vector512.Create(length / firstDone), seconds = Vector512.Create(1d / secondDone), tiny = Vector512.Create(s_tiny);
        for (int p = 0; p < _slopes.Stride; p += AlignedMatrix.Lanes)
        {
            Vector512<double> free = Vector512.GreaterThan(Vector512.Load(offset + p), Vector512<double>.Zero);
            Vector512<double> gradient = Vector512.Max(Vector512.Load(coefficients + p), Vector512<double>.Zero) * Vector512.Load(z + p) & free;
            Vector512<double> m = (Vector512.Load(first + p) * FirstMoment) + (gradient * (1d - FirstMoment));
            Vector512<double> v = (Vector512.Load(second + p) * SecondMoment) + (gradient * gradient * (1d - SecondMoment));
            m.Store(first + p);
            v.Store(second + p);
            Vector512<double> moved = Vector512.Load(slopes + p) + (steps * m / (Vector512.Sqrt(v * seconds) + tiny));
            moved = Vector512.Min(Vector512.Max(moved, Vector512<double>.Zero), Vector512<double>.One);
            moved.Store(slopes + p);
            Vector512<double> rounded = Vector512.Floor((moved * DualSettings.Grid) + Vector512.Create(0.5)) * Vector512.Create(1d / DualSettings.Grid);
            Vector512.ConditionalSelect(free, rounded, Vector512.Load(alpha + p)).Store(alpha + p);
        }
    }

    private void MoveMultipliers(int row, double length, double firstDone, double secondDone)
    {
        Split[] splits = _splits[row];
        for (int k = 0; k < splits.Length; k++)
        {
            ref Split split = ref splits[k];
            if (split.Unit == 0d)
            {
                split.Unit = _rows.MeanCoefficient(row, split.Neuron);
            }

            double z = _rows.PreActivations.Row(row)[split.Neuron], gradient = (split.Active ? -z : z) * split.Unit;
            split.First = (split.First * FirstMoment) + (gradient * (1d - FirstMoment));
            split.Second = (split.Second * SecondMoment) + (gradient * gradient * (1d - SecondMoment));
            double step = length * split.Unit * (split.First / firstDone) / (Math.Sqrt(split.Second / secondDone) + s_tiny);
            split.Beta = Math.Max(0d, split.Beta + step);
            split.Rounded = DualSettings.Short(split.Beta);
            _rows.Shift.Row(row)[split.Neuron] = split.Active ? -split.Rounded : split.Rounded;
        }
    }

    private record struct Split(int Neuron, bool Active, double Beta, double Rounded, double First, double Second, double Unit);
}
