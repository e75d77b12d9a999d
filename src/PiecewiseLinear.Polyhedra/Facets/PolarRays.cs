using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Ray shooting from the interior point y = 0. Row i is hit along a direction v at parameter b′ᵢ/⟨aᵢ, v⟩ = 1/⟨pᵢ, v⟩ with the polar point pᵢ = aᵢ/b′ᵢ, so
/// the first and second hit of v and of −v are the two largest and the two smallest entries of one matrix-vector product. Only a
/// search: nothing here decides.
/// </summary>
internal sealed class PolarRays
{
    private readonly double[] _polar;
    private readonly double[] _products;
    private readonly int _stride;
    private readonly int _count;
    private readonly int _dimension;

    public PolarRays(HRepresentation local, RowGroups groups)
    {
        _stride = local.Stride;
        _count = local.Count;
        _dimension = local.Dimension;
        _polar = new double[_stride * _dimension];
        _products = new double[_stride];
        for (int i = 0; i < _count; i++)
        {
            bool shadowed = groups.IsTrivial[i] || (groups.IsTightest[i] && !groups.IsRepresentative(i));
            double inverse = shadowed ? 0 : 1 / local.Offsets[i];
            for (int j = 0; j < _dimension && double.IsFinite(inverse) && inverse != 0; j++)
            {
                _polar[(j * _stride) + i] = local.Columns[(j * _stride) + i] * inverse;
            }
        }
    }

    /// <summary>Coordinate j of the polar point of a row.</summary>
    public double Polar(int row, int j) => _polar[(j * _stride) + row];

    /// <summary>Shoots along <paramref name="direction"/> and its opposite.</summary>
    public (RayHit Forward, RayHit Backward) Shoot(ReadOnlySpan<double> direction)
    {
        Span<Vector<double>> products = MemoryMarshal.Cast<double, Vector<double>>(_products.AsSpan());
        products.Clear();
        for (int j = 0; j < direction.Length; j++)
        {
            if (direction[j] == 0)
            {
                continue;
            }

            ReadOnlySpan<Vector<double>> column = MemoryMarshal.Cast<double, Vector<double>>(_polar.AsSpan(j * _stride, _stride));
            Vector<double> factor = new(direction[j]);
            for (int i = 0; i < products.Length; i++)
            {
                products[i] += column[i] * factor;
            }
        }

        double first = 0, second = 0, least = 0, next = 0;
        int most = -1, last = -1;
        for (int i = 0; i < _count; i++)
        {
            double value = _products[i];
            if (value > second)
            {
                (first, second, most) = value > first ? (value, first, i) : (first, value, most);
            }
            else if (value < next)
            {
                (least, next, last) = value < least ? (value, least, i) : (least, value, last);
            }
        }

        return (new RayHit(most, first, second), new RayHit(last, -least, -next));
    }
}

/// <summary>The rows that a ray leaves first.</summary>
/// <param name="Row">The first row hit, or −1 when none is.</param>
/// <param name="First">1/t at the first hit.</param>
/// <param name="Second">1/t at the second hit; 0 when there is none.</param>
internal readonly record struct RayHit(int Row, double First, double Second)
{
    /// <summary>Whether the first hit looks unique; steers the search, decides nothing.</summary>
    public bool LooksUnique => Row >= 0 && First > Second * (1 + 1e-13);

    /// <summary>A parameter between the two hits: the middle, at most twice the first.</summary>
    public double Between => Second * 3 > First ? 0.5 * ((1 / First) + (1 / Second)) : 2 / First;
}
