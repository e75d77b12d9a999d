using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A point strictly inside a cell with few bits, in the coordinates of the question's box: the mean of the vertices, rounded to the fewest bits that keep it
/// clearly inside. The rounding is that of the exact mean (doubles only where they leave no doubt), so the point depends on the cell alone and not on who walked there.
/// </summary>
internal sealed class ShortPoint<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Up to here numerators are exact doubles and what is called clear is far beyond their roundings.</summary>
    private const int MostBits = 44;

    /// <summary>A part of a form's size that is far above its roundings.</summary>
    private static readonly double Doubt = Math.ScaleB(1d, -40);

    /// <summary>Above it a doubt about the mean is met by sharpening the vertices before exact arithmetic is asked for.</summary>
    private static readonly double Coarse = Math.ScaleB(1d, -33);

    /// <summary>Instead of one half: the means of symmetric cells then do not lie on the edge of rounding.</summary>
    private static readonly double Offset = 3d / 7d;

    private readonly CellState<TSet> _state;
    private readonly double[] _form;
    private readonly CubeToBox _map;
    private readonly double[] _center;
    private readonly double[] _radius;
    private readonly double[] _mean;
    private readonly double[] _scaled;
    private readonly double[] _spread;
    private readonly long[] _numerators;
    private Rational[]? _exactMean;
    private bool _isSharp;

    public ShortPoint(CellState<TSet> state, Box box)
    {
        _state = state;
        _form = new double[box.Dimension + 2];
        _map = new CubeToBox(box);
        _center = [.. _map.Middle.Select(static value => value.ToDoubleApproximate())];
        _radius = [.. _map.HalfWidth.Select(static value => value.ToDoubleApproximate())];
        _mean = new double[box.Dimension];
        _scaled = new double[box.Dimension];
        _numerators = new long[box.Dimension];
        _spread = [.. _center.Zip(_radius, static (center, radius) => Math.ScaleB(4d + (Math.Abs(center) / radius), -48))];
    }

    /// <summary>
    /// Finds the point numerators / 2^exponent; the arrays are valid until the next call, the integers are null unless they are needed. Scaled is about where it
    /// is in the cube.
    /// </summary>
    public (long[] Numerators, BigInteger[]? Large, int Exponent, double[] Scaled) Find(Cell cell)
    {
        TSet touching = _state.Touching(cell);
        (_exactMean, _isSharp) = (null, false);
        double error = Average(cell);
        for (int bits = 0; bits <= MostBits; bits++)
        {
            if (TryRound(cell, bits, ref error) && IsClearlyInside(touching))
            {
                return (_numerators, null, bits, _scaled);
            }
        }

        (BigInteger[] large, int exponent) = Exactly(cell, touching);
        return (_numerators, large, exponent, _scaled);
    }

    /// <summary>The mean in doubles, and how far it may be from the exact one (n summands of size 1 are off by at most n²·2⁻⁵³).</summary>
    private double Average(Cell cell)
    {
        Array.Clear(_mean);
        double error = 0d;
        foreach (int vertex in _state.Cells.Of(cell))
        {
            ReadOnlySpan<double> point = _state.Point(vertex);
            for (int c = 0; c < point.Length; c++)
            {
                _mean[c] += point[c];
            }

            error = Math.Max(error, _state.Vertices.Errors[vertex]);
        }

        for (int c = 0; c < _mean.Length; c++)
        {
            _mean[c] /= cell.Count;
        }

        return error + (Doubt * Math.Max(1, cell.Count / 32));
    }

    private bool TryRound(Cell cell, int bits, ref double error)
    {
        double scale = Math.ScaleB(1d, bits);
        for (int c = 0; c < _mean.Length; c++)
        {
            double shifted = ((_center[c] + (_radius[c] * _mean[c])) * scale) + Offset, floor = Math.Floor(shifted), part = shifted - floor;
            double doubt = ((error * _radius[c]) + (Doubt * (Math.Abs(_center[c]) + _radius[c]))) * scale * 2d;
            if (!(Math.Abs(floor) < 1L << 52))
            {
                return false;
            }

            bool clear = part > doubt && part < 1d - doubt;
            if (!clear && error > Coarse && !_isSharp)
            {
                _isSharp = true;
                _state.Sharpen(cell);
                error = Average(cell);
                return TryRound(cell, bits, ref error);
            }

            if (!clear)
            {
                BigInteger exact = CubeToBox.Floor((ExactMean(cell)[c] * (BigInteger.One << bits)) + Rational.FromDouble(Offset));
                if (BigInteger.Abs(exact) >= 1L << 52)
                {
                    return false;
                }

                floor = (double)exact;
            }

            _numerators[c] = (long)floor;
            _scaled[c] = ((_numerators[c] / scale) - _center[c]) / _radius[c];
        }

        return true;
    }

    /// <summary>The mean of the vertices in the coordinates of the box.</summary>
    private Rational[] ExactMean(Cell cell)
    {
        if (_exactMean is null)
        {
            _exactMean = new Rational[_mean.Length];
            foreach (int vertex in _state.Cells.Of(cell))
            {
                BigInteger[] point = _state.Exact.Of(vertex);
                for (int c = 0; c < _exactMean.Length; c++)
                {
                    _exactMean[c] += new Rational(point[c], point[^1]);
                }
            }

            _exactMean = _map.ToBox([.. _exactMean.Select(sum => sum / cell.Count)]);
        }

        return _exactMean;
    }

    private bool IsClearlyInside(TSet touching)
    {
        int k = _mean.Length;
        for (int slot = 0, left = touching.Count; left > 0; slot++)
        {
            if (!touching.Contains(slot))
            {
                continue;
            }

            left--;
            if (slot < 2 * k)
            {
                int c = slot >> 1;
                if (!(((slot & 1) == 0 ? -_scaled[c] : _scaled[c]) < 1d - _spread[c]))
                {
                    return false;
                }

                continue;
            }

            Wall wall = _state.Rows[slot];
            _state.Forms.CopyForm(wall.Layer, wall.Neuron, _form);
            double value = _form[k], doubt = (Math.Abs(value) * Doubt) + _form[k + 1];
            for (int c = 0; c < k; c++)
            {
                value += _form[c] * _scaled[c];
                doubt += Math.Abs(_form[c]) * (_spread[c] + Doubt);
            }

            if (!((wall.Phase == ActivationPhase.Active ? value : -value) > doubt))
            {
                return false;
            }
        }

        return true;
    }

    private (BigInteger[] Numerators, int Exponent) Exactly(Cell cell, TSet touching)
    {
        Rational[] mean = ExactMean(cell);
        for (int bits = 32; ; bits *= 2)
        {
            BigInteger scale = BigInteger.One << bits;
            BigInteger[] numerators = [.. mean.Select(value => CubeToBox.Floor(value * scale))], point = _map.ToCube(numerators, bits);
            if (Enumerable.Range(0, TSet.Capacity).All(slot => !touching.Contains(slot) || IsStrict(slot, point)))
            {
                return (numerators, bits);
            }
        }
    }

    private bool IsStrict(int slot, BigInteger[] point)
        => IntegerVector.Dot(_state.Rows.Exact(slot, _state.ExactForms), point).Sign == (_state.Rows.IsAtLeastZero(slot) ? 1 : -1);
}
