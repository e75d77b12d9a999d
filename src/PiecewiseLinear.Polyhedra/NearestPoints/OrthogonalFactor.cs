using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// N = Q·(R; 0) for the normals N = (n₁ … n_k) of an active set in d dimensions, kept while normals come and go by plane rotations: Q is d × d orthogonal,
/// R upper triangular. O(d²) operations an update.
/// </summary>
internal sealed class OrthogonalFactor
{
    private readonly int _dimension;
    private readonly double[][] _q;
    private readonly List<double[]> _r = [];

    public OrthogonalFactor(int dimension)
    {
        _dimension = dimension;
        _q = new double[dimension][];
        for (int j = 0; j < dimension; j++)
        {
            _q[j] = new double[dimension];
            _q[j][j] = 1;
        }
    }

    /// <summary>The number k of normals.</summary>
    public int Count => _r.Count;

    /// <summary>Qᵀn.</summary>
    public void Rotate(ReadOnlySpan<double> normal, Span<double> rotated)
    {
        for (int j = 0; j < _dimension; j++)
        {
            rotated[j] = ApproximateVector.Dot(_q[j], normal);
        }
    }

    /// <summary>The part of a rotated vector that is orthogonal to all normals: Σ over j ≥ k of rotatedⱼ·qⱼ; returns its squared length.</summary>
    public double Orthogonal(ReadOnlySpan<double> rotated, Span<double> part)
    {
        part.Clear();
        double square = 0;
        for (int j = Count; j < _dimension; j++)
        {
            double factor = rotated[j];
            square += factor * factor;
            double[] column = _q[j];
            for (int i = 0; i < part.Length; i++)
            {
                part[i] += factor * column[i];
            }
        }

        return square;
    }

    /// <summary>The coefficients of the rest: R⁻¹ times the first k components.</summary>
    public void Coefficients(ReadOnlySpan<double> rotated, Span<double> coefficients)
    {
        for (int j = Count - 1; j >= 0; j--)
        {
            double sum = rotated[j];
            for (int l = j + 1; l < Count; l++)
            {
                sum -= _r[l][j] * coefficients[l];
            }

            coefficients[j] = sum / _r[j][j];
        }
    }

    /// <summary>Takes in a normal, given rotated.</summary>
    public void Add(ReadOnlySpan<double> rotated)
    {
        double[] column = rotated.ToArray();
        for (int j = _dimension - 1; j > Count; j--)
        {
            (double c, double s) = Rotation(column[j - 1], column[j]);
            column[j - 1] = (c * column[j - 1]) + (s * column[j]);
            column[j] = 0;
            Apply(j - 1, c, s);
        }

        _r.Add(column);
    }

    /// <summary>Lets the normal at a place go; those behind it move up.</summary>
    public void RemoveAt(int place)
    {
        _r.RemoveAt(place);
        for (int j = place; j < Count; j++)
        {
            (double c, double s) = Rotation(_r[j][j], _r[j][j + 1]);
            for (int l = j; l < Count; l++)
            {
                (double upper, double lower) = (_r[l][j], _r[l][j + 1]);
                _r[l][j] = (c * upper) + (s * lower);
                _r[l][j + 1] = (c * lower) - (s * upper);
            }

            Apply(j, c, s);
        }
    }

    private void Apply(int j, double c, double s)
    {
        double[] first = _q[j], second = _q[j + 1];
        for (int i = 0; i < first.Length; i++)
        {
            (double x, double y) = (first[i], second[i]);
            first[i] = (c * x) + (s * y);
            second[i] = (c * y) - (s * x);
        }
    }

    private static (double Cosine, double Sine) Rotation(double x, double y)
    {
        double length = Math.Sqrt((x * x) + (y * y));
        return length > 0 ? (x / length, y / length) : (1, 0);
    }
}
