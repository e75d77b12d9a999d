using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A short dyadic point strictly inside a cell: the mean of its vertices, rounded to the fewest bits of a list that keep it inside. The rounding is that of the exact mean
/// (doubles only where they leave no doubt), so the point depends on the cell alone.
/// </summary>
internal sealed class InteriorPoint<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    private static readonly int[] ShortBits = [3, 6, 10, 14, 18, 24, 32, 40];

    /// <summary>Instead of one half: points of symmetric cells then do not lie on the edge of rounding.</summary>
    private static readonly double Offset = 3d / 7d;

    private static readonly double MeanRounding = Math.ScaleB(1d, -46);

    private readonly BigInteger[] _point = new BigInteger[state.Plan.Dimension + 1];
    private readonly double[] _mean = new double[state.Plan.Dimension];
    private readonly double[] _rounded = new double[state.Plan.Dimension];
    private readonly double[] _form = new double[state.Plan.Dimension + 2];
    private Rational[]? _exactMean;

    /// <summary>The numerators of the point, and the exponent of two of its denominator; in coordinates of the cube. The array is the caller's.</summary>
    public (BigInteger[] Numerators, int Bits) Find(Cell cell, TSet facets)
    {
        _exactMean = null;
        double error = Mean(cell);
        foreach (int bits in ShortBits)
        {
            Round(cell, bits, error);
            if (IsInside(facets))
            {
                return (_point[..state.Plan.Dimension], bits);
            }
        }

        for (int bits = 64; ; bits *= 2)
        {
            Rational[] mean = ExactMean(cell);
            for (int c = 0; c < mean.Length; c++)
            {
                _point[c] = Floor(mean[c] * (BigInteger.One << bits));
            }

            _point[^1] = BigInteger.One << bits;
            if (IsInsideExactly(facets))
            {
                return (_point[..state.Plan.Dimension], bits);
            }
        }
    }

    private double Mean(Cell cell)
    {
        ReadOnlySpan<int> vertices = state.Cells.Of(cell);
        Array.Clear(_mean);
        double error = 0d;
        foreach (int vertex in vertices)
        {
            ReadOnlySpan<double> point = state.Point(vertex);
            for (int c = 0; c < point.Length; c++)
            {
                _mean[c] += point[c];
            }

            error = Math.Max(error, state.Vertices.Errors[vertex]);
        }

        for (int c = 0; c < _mean.Length; c++)
        {
            _mean[c] /= vertices.Length;
        }

        // n summands of size at most 1 + 2⁻⁹: the sum is off by at most n²·u, the mean by n·u, far less than this for the numbers of vertices there are.
        return vertices.Length < 1024 ? error + MeanRounding : double.PositiveInfinity;
    }

    private void Round(Cell cell, int bits, double error)
    {
        double scale = Math.ScaleB(1d, bits), doubt = (2d * error * scale) + MeanRounding;
        for (int c = 0; c < _mean.Length; c++)
        {
            double shifted = (_mean[c] * scale) + Offset, floor = Math.Floor(shifted), part = shifted - floor;
            _point[c] = part > doubt && part < 1d - doubt
                ? new BigInteger(floor)
                : Floor((ExactMean(cell)[c] * (BigInteger.One << bits)) + Rational.FromDouble(Offset));
            _rounded[c] = (double)_point[c] / scale;
        }

        _point[^1] = BigInteger.One << bits;
    }

    private Rational[] ExactMean(Cell cell)
    {
        if (_exactMean is null)
        {
            ReadOnlySpan<int> vertices = state.Cells.Of(cell);
            _exactMean = new Rational[_mean.Length];
            foreach (int vertex in vertices)
            {
                BigInteger[] exact = state.Exact.Of(vertex);
                for (int c = 0; c < _exactMean.Length; c++)
                {
                    _exactMean[c] += new Rational(exact[c], exact[^1]);
                }
            }

            for (int c = 0; c < _exactMean.Length; c++)
            {
                _exactMean[c] /= vertices.Length;
            }
        }

        return _exactMean;
    }

    /// <summary>Whether the rounded point is strictly inside all facets; its coordinates are exact as doubles.</summary>
    private bool IsInside(TSet facets)
    {
        for (int slot = 0, left = facets.Count; left > 0; slot++)
        {
            if (!facets.Contains(slot))
            {
                continue;
            }

            left--;
            if (slot < state.Rows.BoxSlots)
            {
                if (Math.Abs(_rounded[slot >> 1]) >= 1d)
                {
                    return false;
                }

                continue;
            }

            Wall wall = state.Rows[slot];
            int side = wall.Phase == ActivationPhase.Active ? 1 : -1;
            if (FilteredSign(wall) is var sign && (sign == 0 ? ExactSign(slot) : sign) != side)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInsideExactly(TSet facets)
    {
        for (int slot = 0, left = facets.Count; left > 0; slot++)
        {
            if (facets.Contains(slot))
            {
                left--;
                bool atLeastZero = slot < state.Rows.BoxSlots ? (slot & 1) == 0 : state.Rows[slot].Phase == ActivationPhase.Active;
                if (ExactSign(slot) != (atLeastZero ? 1 : -1))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private int FilteredSign(Wall wall)
    {
        int k = _rounded.Length;
        state.Forms.CopyForm(wall.Layer, wall.Neuron, _form);
        (double bound, _) = LayerFrame.Thresholds(_form, 1, 0, k);
        double value = _form[k];
        for (int c = 0; c < k; c++)
        {
            value += _form[c] * _rounded[c];
        }

        return value > bound ? 1 : value < -bound ? -1 : 0;
    }

    private int ExactSign(int slot) => IntegerVector.Dot(state.Rows.Exact(slot, state.ExactForms), _point).Sign;

    private static BigInteger Floor(Rational value)
    {
        BigInteger quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - BigInteger.One : quotient;
    }
}
