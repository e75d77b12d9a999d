using System.Runtime.InteropServices;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Looks for multipliers that show a row redundant without a linear program: descends along one multiplier at a time in the dual, where the box takes what is left of the normal.
/// </summary>
/// <remarks>
/// <para>With ρ(λ) = a − Σλᵢaᵢ over the neurons' facets, φ(λ) = Σλᵢb′ᵢ + Σⱼ max(ρⱼu′ⱼ, −ρⱼl′ⱼ) bounds ⟨a, y⟩ from above for every λ ≥ 0. It is convex and piecewise linear; along one λᵢ its
/// minimum is found exactly by sorting the kinks ρⱼ/aᵢⱼ. The multiplier taken next is the one of the facet that the box's maximizer violates most. A step costs O(f·d) for the
/// violations of f facets.</para>
/// <para>Descent along coordinates may halt at a kink above the minimum, and a row that is a facet has no such multipliers: then a linear program decides. In hundreds of dimensions most
/// redundant rows have much slack and few steps are enough. Nothing here decides: the multipliers found are rounded and proved like any others.</para>
/// </remarks>
internal sealed class DualDescent
{
    /// <summary>Below it a linear program is cheaper than these steps.</summary>
    private const int LeastDimension = 48;

    private const int MostSteps = 96;

    /// <summary>How many steps may gain less than this part of what is missing before the descent is given up; steers, decides nothing.</summary>
    private const double LeastGain = 0.0078125;

    private const int MostSlowSteps = 6;

    /// <summary>How far below the row's offset the bound must be for its multipliers to survive rounding; steers, decides nothing.</summary>
    private const double Margin = 0.0009765625;

    private readonly FacetSearch _search;
    private readonly bool _useful;
    private readonly double[] _upper;
    private readonly double[] _lower;
    private readonly double[] _residual;
    private readonly double[] _maximizer;
    private readonly double[] _kinks;
    private readonly int[] _order;
    private readonly List<int> _rows = [];
    private readonly List<double[]> _normals = [];
    private readonly List<double> _lengths = [];
    private double[] _weights = [];
    private int _seen;

    public DualDescent(FacetSearch search)
    {
        _search = search;
        int dimension = search.Rows.Local.Dimension;
        _residual = new double[dimension];
        _maximizer = new double[dimension];
        _kinks = new double[dimension];
        _order = new int[dimension];
        _upper = [.. search.Box.Upper.Select((row, j) => Distance(row, j))];
        _lower = [.. search.Box.Lower.Select((row, j) => Distance(row, j))];
        _useful = dimension >= LeastDimension && _upper.Concat(_lower).All(double.IsFinite);
    }

    /// <summary>Whether the row has been proved redundant.</summary>
    public bool TryProve(int row)
    {
        if (!_useful || _search.Box.IsSide(row))
        {
            return false;
        }

        TakeNewFacets();
        double target = _search.Rows.Local.Offsets[row] * (1 - Margin);
        Normal(row, _residual);
        double bound = Charge();
        for (int step = 0, slow = 0; step < MostSteps && slow < MostSlowSteps && bound > target; step++)
        {
            int facet = MostViolated();
            if (facet < 0)
            {
                return false;
            }

            Move(facet);
            double next = Charge();
            for (int k = 0; k < _rows.Count; k++)
            {
                next += _weights[k] * _search.Rows.Local.Offsets[_rows[k]];
            }

            slow = bound - next < LeastGain * (bound - target) ? slow + 1 : 0;
            bound = next;
        }

        if (!(bound <= target))
        {
            return false;
        }

        var proved = _search.Rounding.TryProve(row, CollectionsMarshal.AsSpan(_rows), _weights.AsSpan(0, _rows.Count));
        if (proved.IsDefault)
        {
            return false;
        }

        _search.AddRedundant(row, proved);
        return true;
    }

    private void TakeNewFacets()
    {
        for (; _seen < _search.Facets.Count; _seen++)
        {
            int facet = _search.Facets[_seen];
            if (!_search.Box.IsSide(facet))
            {
                double[] normal = new double[_residual.Length];
                Normal(facet, normal);
                _rows.Add(facet);
                _normals.Add(normal);
                _lengths.Add(Math.Sqrt(ApproximateVector.Dot(normal, normal)));
            }
        }

        _weights = new double[_rows.Count];
    }

    /// <summary>Σⱼ max(ρⱼu′ⱼ, −ρⱼl′ⱼ), and the point of the box where it is taken.</summary>
    private double Charge()
    {
        double sum = 0;
        for (int j = 0; j < _residual.Length; j++)
        {
            _maximizer[j] = _residual[j] > 0 ? _upper[j] : -_lower[j];
            sum += _residual[j] * _maximizer[j];
        }

        return sum;
    }

    /// <summary>The facet along whose multiplier the bound falls fastest for its length, upward or, where the multiplier is positive, downward; −1 if it falls along none.</summary>
    private int MostViolated()
    {
        int best = -1;
        double most = 0;
        for (int k = 0; k < _rows.Count; k++)
        {
            double violation = (ApproximateVector.Dot(_normals[k], _maximizer) - _search.Rows.Local.Offsets[_rows[k]]) / _lengths[k];
            double gain = violation > 0 ? violation : _weights[k] > 0 ? -violation : 0;
            if (gain > most)
            {
                (best, most) = (k, gain);
            }
        }

        return best;
    }

    /// <summary>The minimum along one multiplier: past each kink ρⱼ/aᵢⱼ the slope grows by |aᵢⱼ|(u′ⱼ + l′ⱼ).</summary>
    private void Move(int facet)
    {
        double[] normal = _normals[facet];
        double slope = _search.Rows.Local.Offsets[_rows[facet]] - ApproximateVector.Dot(normal, _maximizer);
        double direction = slope < 0 ? 1 : -1;
        slope = -Math.Abs(slope);
        int count = 0;
        for (int j = 0; j < normal.Length; j++)
        {
            double kink = direction * _residual[j] / normal[j];
            if (kink > 0 && double.IsFinite(kink))
            {
                _kinks[count] = kink;
                _order[count++] = j;
            }
        }

        Array.Sort(_kinks, _order, 0, count);
        double length = direction < 0 ? _weights[facet] : 0;
        for (int k = 0; k < count && slope < 0 && !(direction < 0 && _kinks[k] >= _weights[facet]); k++)
        {
            int j = _order[k];
            length = _kinks[k];
            slope += Math.Abs(normal[j]) * (_upper[j] + _lower[j]);
        }

        length = slope < 0 && direction < 0 ? _weights[facet] : length;
        _weights[facet] = Math.Max(0, _weights[facet] + (direction * length));
        for (int j = 0; j < normal.Length; j++)
        {
            _residual[j] -= direction * length * normal[j];
        }
    }

    private void Normal(int row, double[] target)
    {
        HRepresentation local = _search.Rows.Local;
        for (int j = 0; j < target.Length; j++)
        {
            target[j] = local.Columns[(j * local.Stride) + row];
        }
    }

    private double Distance(int row, int coordinate)
        => row < 0 ? double.PositiveInfinity
            : _search.Rows.Local.Offsets[row] / Math.Abs(_search.Rows.Local.Columns[(coordinate * _search.Rows.Local.Stride) + row]);
}
