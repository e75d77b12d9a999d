using System.Numerics;
using System.Runtime.InteropServices;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Proves in doubles that multipliers make a row redundant, where there is slack to spare; says nothing where there is not, and integers decide.
/// </summary>
/// <remarks>
/// <para>Let p be the interior point, sᵢ = bᵢ − ⟨aᵢ, p⟩ and ρ = a − Σλᵢaᵢ. Subtracting ⟨a, p⟩ on both sides, the inequality to prove,
/// Σλᵢbᵢ + Σ charges of ρ ≤ b, is Σλᵢsᵢ + Σⱼ max(ρⱼ(upperⱼ − pⱼ), −ρⱼ(pⱼ − lowerⱼ)) ≤ s. All terms on the left are ≥ 0 and it is measured in the unit of the row's mirror.</para>
/// <para><em>Residual.</em> Let u = 2⁻⁵³, η = 2⁻¹⁰⁷⁵. Each ρⱼ is a sum of n + 1 products of two correctly rounded data, so the analysis of <see cref="AffineFilter"/> holds: the
/// computed value is within (n + 13)u·mⱼ of ρⱼ, mⱼ the computed sum of magnitudes, up to underflow, which adds less than 2⁻⁸⁰⁰ since n ≤ 2²⁰, coefficients
/// are ≤ 2 and multipliers that are not below 2²⁰⁰ are refused. (n + 16)u·mⱼ + 2⁻⁸⁰⁰ also covers its own rounding.</para>
/// <para><em>Sum.</em> At most n + d terms that are not negative, of data each below its exact value by a factor of at least (1 − u)³, and two roundings of
/// each term and at most n + d + 2 of the sum: the computed sum times 1 + (n + d + 16)·2u, plus 2⁻⁷⁰⁰ for underflow, is an upper bound.</para>
/// </remarks>
internal sealed class RedundancyFilter
{
    private const double Roundoff = 1.0 / (1L << 53);
    private static readonly double s_underflow = Math.ScaleB(1, -800);
    private static readonly double s_sumUnderflow = Math.ScaleB(1, -700);
    private static readonly double s_largest = Math.ScaleB(1, 200);

    private readonly InteriorView _view;
    private readonly double[] _toLower;
    private readonly double[] _toUpper;
    private readonly double[] _residual;
    private readonly double[] _magnitude;

    public RedundancyFilter(InteriorView view)
    {
        _view = view;
        _toLower = [.. view.ToLower.Select(static distance => distance.RoundUp())];
        _toUpper = [.. view.ToUpper.Select(static distance => distance.RoundUp())];
        _residual = new double[view.Domain.FreeCount];
        _magnitude = new double[view.Domain.FreeCount];
    }

    /// <summary>Whether it is proved; <paramref name="isFacet"/> says which sides are facets. O(multipliers · inputs).</summary>
    public bool Proves(RedundancyEvidence redundancy, Func<RowReference, bool> isFacet)
    {
        if (_view.Domain.Box is null || redundancy.Multipliers.Length + _residual.Length > AffineFilter.MaxTerms / 2)
        {
            return false;
        }

        Rational unit = redundancy.Row.IsNeuron ? _view.Find(redundancy.Row).Row.Mirror!.Unit : Rational.One;
        Array.Clear(_residual);
        Array.Clear(_magnitude);
        AddRow(redundancy.Row, -1);
        double total = 0;
        foreach ((RowReference row, Rational weight) in redundancy.Multipliers)
        {
            double multiplier = (weight * (row.IsNeuron ? _view.Find(row).Row.Mirror!.Unit : Rational.One) / unit).ToDoubleApproximate();
            if (!(multiplier < s_largest))
            {
                return false;
            }

            AddRow(row, multiplier);
            total += multiplier * SlackFromAbove(row);
        }

        double slack = redundancy.Row.IsNeuron ? _view.Find(redundancy.Row).Slack * (1 - (4 * Roundoff)) : SideSlack(redundancy.Row).RoundDown();
        (double charged, double unsettled) = Charge(redundancy.Multipliers.Length, isFacet);
        double inflation = 1 + ((redundancy.Multipliers.Length + _residual.Length + 16) * 2 * Roundoff);
        return ((total + charged) * inflation) + s_sumUnderflow <= slack
            && (redundancy.Row.IsNeuron || (unsettled * inflation) + s_sumUnderflow < 1);
    }

    /// <summary>Adds multiplier · (−a) to the residual; the mirrors have −a.</summary>
    private void AddRow(RowReference name, double multiplier)
    {
        if (!name.IsNeuron)
        {
            int column = _view.Domain.ColumnOf(name.Input);
            _residual[column] += name.Side == BoxSide.Upper ? -multiplier : multiplier;
            _magnitude[column] += Math.Abs(multiplier);
            return;
        }

        double[] row = _view.Find(name).Row.Mirror!.Coefficients;
        Span<Vector<double>> residuals = MemoryMarshal.Cast<double, Vector<double>>(_residual.AsSpan());
        Span<Vector<double>> magnitudes = MemoryMarshal.Cast<double, Vector<double>>(_magnitude.AsSpan());
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(row.AsSpan());
        Vector<double> factor = new(multiplier);
        for (int k = 0; k < vectors.Length; k++)
        {
            Vector<double> product = vectors[k] * factor;
            residuals[k] += product;
            magnitudes[k] += Vector.Abs(product);
        }

        for (int c = vectors.Length * Vector<double>.Count; c < row.Length; c++)
        {
            double product = row[c] * multiplier;
            _residual[c] += product;
            _magnitude[c] += Math.Abs(product);
        }
    }

    /// <summary>Upper bounds of what the residual is charged in all, and of the weights on sides that are not facets.</summary>
    private (double Charged, double Unsettled) Charge(int terms, Func<RowReference, bool> isFacet)
    {
        double charged = 0, unsettled = 0;
        double factor = (terms + 16) * Roundoff;
        for (int c = 0; c < _residual.Length; c++)
        {
            double error = (factor * _magnitude[c]) + s_underflow;
            double up = Math.Max(0, _residual[c] + error), down = Math.Max(0, error - _residual[c]);
            charged += Math.Max(up * _toUpper[c], down * _toLower[c]);
            int input = _view.Domain.FreeInputs[c];
            unsettled += Math.Max(
                up == 0 || isFacet(RowReference.OfBox(input, BoxSide.Upper)) ? 0 : up,
                down == 0 || isFacet(RowReference.OfBox(input, BoxSide.Lower)) ? 0 : down);
        }

        return (charged, unsettled);
    }

    private double SlackFromAbove(RowReference row) => row.IsNeuron ? _view.Find(row).Slack : SideSlack(row).RoundUp();

    private Rational SideSlack(RowReference side)
        => (side.Side == BoxSide.Upper ? _view.ToUpper : _view.ToLower)[_view.Domain.ColumnOf(side.Input)];
}
