namespace PiecewiseLinear.Exact;

/// <summary>
/// A sum of doubles and of products of doubles between two doubles that certainly enclose it; nearly as tight as if it were
/// computed with twice the precision. All inputs are meant exactly, except those of the members that say otherwise.
/// </summary>
/// <remarks>
/// <para>Method: error-free transformations (Ogita, Rump, Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005). A product is split
/// into p + e exactly by a fused multiply-add (up to η' = 2⁻¹⁰⁷⁴ when e underflows), a sum into s + f exactly by Knuth's TwoSum; the high part
/// runs in s, the small parts in c, and t sums |e| + |f| of all steps.</para>
/// <para>With n steps the exact sum differs from s + c by the roundings of c alone: at most γ·t′ + nη', where every small part passes at most 2n
/// roundings, γ = 2nu/(1 − 2nu), and t′ ≤ t/(1 − γ) is the exact sum of the magnitudes. For n ≤ 2²⁰ that is below (2n + 4)·u·t + nη', and the
/// roundings of the bound itself are covered by (2n + 8). The ends are then s + c minus and plus the bound, each of the two
/// additions widened by one neighbor. Anything that overflows gives ±∞ or NaN, which is reported as an infinite end.</para>
/// </remarks>
public struct RigorousSum
{
    private double _sum;
    private double _small;
    private double _magnitude;
    private double _spread;
    private int _steps;

    /// <summary>A double that is not below the exact sum; +∞ when nothing is known.</summary>
    public readonly double Upper
    {
        get
        {
            double upper = Math.BitIncrement(Math.BitIncrement(_sum + _small) + Error());
            return double.IsFinite(_sum) && !double.IsNaN(upper) && _steps <= AffineFilter.MaxTerms ? upper : double.PositiveInfinity;
        }
    }

    /// <summary>A double that is not above the exact sum; −∞ when nothing is known.</summary>
    public readonly double Lower
    {
        get
        {
            double lower = Math.BitDecrement(Math.BitDecrement(_sum + _small) - Error());
            return double.IsFinite(_sum) && !double.IsNaN(lower) && _steps <= AffineFilter.MaxTerms ? lower : double.NegativeInfinity;
        }
    }

    /// <summary>Adds x.</summary>
    public void Add(double x)
    {
        double sum = _sum + x;
        double part = sum - _sum;
        double lost = (_sum - (sum - part)) + (x - part);
        _sum = sum;
        _small += lost;
        _magnitude += Math.Abs(lost);
        _steps++;
    }

    /// <summary>Adds x·y.</summary>
    public void AddProduct(double x, double y)
    {
        double product = x * y;
        double lost = Math.FusedMultiplyAdd(x, y, -product);
        Add(product);
        _small += lost;
        _magnitude += Math.Abs(lost);
        _steps++;
    }

    /// <summary>Adds the exact number X of which x is the correctly rounded image.</summary>
    public void AddRounded(double x)
    {
        Add(x);
        Widen(DataError(x));
    }

    /// <summary>Adds x·Y with y the correctly rounded image of Y and x exact.</summary>
    public void AddProductWithRounded(double x, double y)
    {
        AddProduct(x, y);
        Widen(Up(Math.Abs(x) * DataError(y)));
    }

    /// <summary>
    /// Adds an upper bound of the largest value of r·x for r in [<paramref name="low"/>, <paramref name="high"/>] and x in
    /// [<paramref name="lower"/>, <paramref name="upper"/>], which is taken at the ends (charging a residual to a box). Afterwards only
    /// <see cref="Upper"/> means something.
    /// </summary>
    public void AddLargestProduct(double low, double high, double lower, double upper)
    {
        // An infinite end leaves nothing known: ∞ · 0 must not be mistaken for a small product.
        if (!double.IsFinite(low) || !double.IsFinite(high) || !double.IsFinite(lower) || !double.IsFinite(upper))
        {
            _sum = double.NaN;
            return;
        }

        (double x, double y) = LargerProduct(LargerProduct((low, lower), (low, upper)), LargerProduct((high, lower), (high, upper)));
        AddProduct(x, y);
    }

    /// <summary>
    /// The pair with the larger product. Rounding is monotone, so different rounded products decide; equal ones are decided by
    /// what they lost, up to an underflow that the error bound of the sum contains.
    /// </summary>
    private static (double X, double Y) LargerProduct((double X, double Y) first, (double X, double Y) second)
    {
        double p = first.X * first.Y, q = second.X * second.Y;
        if (p != q)
        {
            return p > q ? first : second;
        }

        return Math.FusedMultiplyAdd(first.X, first.Y, -p) >= Math.FusedMultiplyAdd(second.X, second.Y, -q) ? first : second;
    }

    /// <summary>|x − X| ≤ u|X| + 2⁻¹⁰⁷⁵ ≤ 2⁻⁵³(1 + 2⁻⁵²)|x| + 2⁻¹⁰⁷⁴, rounded up.</summary>
    private static double DataError(double x) => Up(Math.BitIncrement(1.0 / (1L << 53)) * Math.Abs(x)) + double.Epsilon;

    private static double Up(double x) => Math.BitIncrement(x);

    private void Widen(double by) => _spread = Up(_spread + by);

    private readonly double Error()
    {
        double rounding = ((2d * _steps) + 8) / (1L << 53) * _magnitude;
        return Up(Up(rounding + (4d * _steps * double.Epsilon)) + _spread);
    }
}
