using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A point strictly inside a cell with few bits, in the coordinates of the question's box: the mean of the vertices, rounded to the fewest bits that keep it
/// clearly inside; by exact arithmetic where doubles leave a doubt.
/// </summary>
internal sealed class ShortPoint<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Up to here numerators are exact doubles and what is called clear is far beyond their roundings.</summary>
    private const int MostBits = 44;

    /// <summary>A part of a form's size that is far above its roundings.</summary>
    private static readonly double Doubt = Math.ScaleB(1d, -40);

    private readonly CellState<TSet> _state;
    private readonly double[] _form;
    private readonly Rational[] _middle;
    private readonly Rational[] _half;
    private readonly double[] _center;
    private readonly double[] _radius;
    private readonly double[] _mean;
    private readonly double[] _scaled;
    private readonly double[] _spread;
    private readonly long[] _numerators;

    public ShortPoint(CellState<TSet> state, Box box)
    {
        _state = state;
        _form = new double[box.Dimension + 2];
        _middle = [.. box.Lower.Zip(box.Upper, static (low, high) => (low + high) / 2)];
        _half = [.. box.Lower.Zip(box.Upper, static (low, high) => (high - low) / 2)];
        _center = [.. _middle.Select(static value => value.ToDoubleApproximate())];
        _radius = [.. _half.Select(static value => value.ToDoubleApproximate())];
        _mean = new double[box.Dimension];
        _scaled = new double[box.Dimension];
        _numerators = new long[box.Dimension];
        _spread = [.. _center.Zip(_radius, static (center, radius) => Math.ScaleB(4d + (Math.Abs(center) / radius), -48))];
    }

    /// <summary>Finds the point numerators / 2^exponent; the longs are valid until the next call, the integers are null unless they are needed.</summary>
    public (long[] Numerators, BigInteger[]? Large, int Exponent) Find(Cell cell)
    {
        TSet touching = _state.Touching(cell);
        Average(cell);
        for (int bits = 0; bits <= MostBits; bits++)
        {
            if (TryRound(bits) && IsClearlyInside(touching))
            {
                return (_numerators, null, bits);
            }
        }

        (BigInteger[] large, int exponent) = Exactly(cell, touching);
        return (_numerators, large, exponent);
    }

    private void Average(Cell cell)
    {
        Array.Clear(_mean);
        foreach (int vertex in _state.Cells.Of(cell))
        {
            ReadOnlySpan<double> point = _state.Point(vertex);
            for (int c = 0; c < point.Length; c++)
            {
                _mean[c] += point[c];
            }
        }

        for (int c = 0; c < _mean.Length; c++)
        {
            _mean[c] /= cell.Count;
        }
    }

    private bool TryRound(int bits)
    {
        double scale = Math.ScaleB(1d, bits);
        for (int c = 0; c < _mean.Length; c++)
        {
            double numerator = Math.Floor(((_center[c] + (_radius[c] * _mean[c])) * scale) + 0.5);
            if (!(Math.Abs(numerator) < 1L << 52))
            {
                return false;
            }

            _numerators[c] = (long)numerator;
            _scaled[c] = ((numerator / scale) - _center[c]) / _radius[c];
        }

        return true;
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
        int k = _mean.Length;
        Rational[] mean = new Rational[k];
        foreach (int vertex in _state.Cells.Of(cell))
        {
            BigInteger[] point = _state.Exact.Of(vertex);
            for (int c = 0; c < k; c++)
            {
                mean[c] += new Rational(point[c], point[^1]) / cell.Count;
            }
        }

        for (int bits = 32; ; bits *= 2)
        {
            BigInteger scale = BigInteger.One << bits;
            BigInteger[] numerators = new BigInteger[k];
            Rational[] scaled = new Rational[k];
            for (int c = 0; c < k; c++)
            {
                Rational exact = (_middle[c] + (_half[c] * mean[c])) * scale;
                numerators[c] = BigInteger.Divide(exact.Numerator, exact.Denominator);
                scaled[c] = (new Rational(numerators[c], scale) - _middle[c]) / _half[c];
            }

            (BigInteger[] homogeneous, BigInteger denominator) = RationalVector.ToHomogeneous(scaled);
            if (Enumerable.Range(0, TSet.Capacity).All(slot => !touching.Contains(slot) || IsStrict(slot, [.. homogeneous, denominator])))
            {
                return (numerators, bits);
            }
        }
    }

    private bool IsStrict(int slot, BigInteger[] point)
    {
        bool atLeastZero = slot < _state.Rows.BoxSlots ? (slot & 1) == 0 : _state.Rows[slot].Phase == ActivationPhase.Active;
        return IntegerVector.Dot(_state.Rows.Exact(slot, _state.ExactForms), point).Sign == (atLeastZero ? 1 : -1);
    }
}
