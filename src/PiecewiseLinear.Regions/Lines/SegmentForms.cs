using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The values of a network along a segment as affine functions p·t + q of its parameter, in doubles, each with one error bound that holds for all t in [0, 1]: the filter
/// before exact forms. One set of buffers, filled stage by stage; those of earlier stages stay valid while later ones are filled again.
/// </summary>
/// <remarks>
/// Let u = 2⁻⁵³ and |p̂ⱼt + q̂ⱼ − zⱼ(t)| ≤ eⱼ on [0, 1] for the sources. A row of n products and sums gives p̂, q̂ with rounding errors of at most γ·Σ|wⱼ||p̂ⱼ| and
/// γ·(Σ|wⱼ||q̂ⱼ| + |b|), γ = nu/(1 − nu), so with t ≤ 1 the error of p̂t + q̂ is at most Σ|wⱼ|·(γ(|p̂ⱼ| + |q̂ⱼ|) + eⱼ) + γ|b|, plus 2⁻¹⁰⁷⁴ for each of the 2n operations
/// that may underflow. The bound is itself computed in doubles by about 2n + 6 operations on nonnegative numbers; the factor 1 + (4n + 32)u covers them (see
/// <see cref="DoubleEvaluator"/>). What overflows becomes 0 with the error +∞.
/// </remarks>
internal sealed class SegmentForms
{
    private const double UnitRoundoff = 1.0 / (1L << 53);
    private static readonly double s_underflow = Math.ScaleB(1d, -1068);

    private readonly ReluNetwork _network;
    private readonly NetworkStages _stages;
    private readonly double[][] _slopes;
    private readonly double[][] _constants;
    private readonly double[][] _errors;
    private readonly double[][] _spreads;

    public SegmentForms(ReluNetwork network, NetworkStages stages)
    {
        (_network, _stages) = (network, stages);
        _slopes = [.. network.Nodes.Select(static node => new double[node.Width])];
        _constants = [.. network.Nodes.Select(static node => new double[node.Width])];
        _errors = [.. network.Nodes.Select(static node => new double[node.Width])];
        _spreads = [.. network.Nodes.Select(static node => new double[node.Width])];
    }

    /// <summary>The slopes p of a node's components.</summary>
    public ReadOnlySpan<double> Slopes(int node) => _slopes[node];

    /// <summary>The constants q of a node's components.</summary>
    public ReadOnlySpan<double> Constants(int node) => _constants[node];

    /// <summary>The error bounds of a node's components.</summary>
    public ReadOnlySpan<double> Errors(int node) => _errors[node];

    /// <summary>Starts a segment.</summary>
    public void SetSegment(ReadOnlySpan<Rational> start, ReadOnlySpan<Rational> direction)
    {
        for (int j = 0; j < start.Length; j++)
        {
            double p = direction[j].ToDoubleApproximate(), q = start[j].ToDoubleApproximate();
            bool finite = double.IsFinite(p) && double.IsFinite(q);
            (_slopes[0][j], _constants[0][j]) = finite ? (p, q) : (0d, 0d);
            bool exact = finite && Rational.FromDouble(p) == direction[j] && Rational.FromDouble(q) == start[j];
            _errors[0][j] = !finite ? double.PositiveInfinity : exact ? 0d : (2d * UnitRoundoff * (Math.Abs(p) + Math.Abs(q))) + s_underflow;
        }
    }

    /// <summary>Fills the buffers of a stage from those of the stages before and the phases of the layer before it.</summary>
    public void Fill(int stage, ReadOnlySpan<ActivationPhase> phases)
    {
        (int start, int end) = _stages.NodesOf(stage);
        for (int i = start; i < end; i++)
        {
            if (_network.Nodes[i] is AffineNode affine)
            {
                Apply(affine, i);
            }
            else
            {
                Mask(((ReluNode)_network.Nodes[i]).Source, i, phases);
            }
        }
    }

    private void Mask(int source, int node, ReadOnlySpan<ActivationPhase> phases)
    {
        for (int n = 0; n < phases.Length; n++)
        {
            bool active = phases[n] == ActivationPhase.Active;
            _slopes[node][n] = active ? _slopes[source][n] : 0d;
            _constants[node][n] = active ? _constants[source][n] : 0d;
            _errors[node][n] = active ? _errors[source][n] : 0d;
        }
    }

    private void Apply(AffineNode node, int index)
    {
        int operations = 8;
        foreach (AffineTerm term in node.Terms)
        {
            operations += 2 * (term.Operator.Columns + 1);
        }

        double gamma = operations * UnitRoundoff * (1d + (2d * operations * UnitRoundoff));
        double inflation = 1d + (((4d * operations) + 32d) * UnitRoundoff);
        foreach (AffineTerm term in node.Terms)
        {
            Spread(term.Source, gamma);
        }

        for (int i = 0; i < node.Width; i++)
        {
            FormSums sums = new(0d, node.Bias[i], Math.Abs(node.Bias[i]) * gamma);
            foreach (AffineTerm term in node.Terms)
            {
                sums += OperatorProducts.Row(term.Operator, i, _slopes[term.Source], _constants[term.Source], _spreads[term.Source]);
            }

            double error = (sums.Spread * inflation) + (operations * s_underflow);
            if (node.Divisor != 1)
            {
                sums = new FormSums(sums.Slope / node.Divisor, sums.Constant / node.Divisor, 0d);
                error = (((error / node.Divisor) + (2d * UnitRoundoff * (Math.Abs(sums.Slope) + Math.Abs(sums.Constant)))) * (1d + (16d * UnitRoundoff))) + s_underflow;
            }

            bool finite = double.IsFinite(sums.Slope) && double.IsFinite(sums.Constant) && double.IsFinite(error);
            (_slopes[index][i], _constants[index][i], _errors[index][i]) = finite ? (sums.Slope, sums.Constant, error) : (0d, 0d, double.PositiveInfinity);
        }
    }

    /// <summary>γ(|p̂| + |q̂|) + e for each component of a source; a least double more where the form is not zero, against underflow before a large weight.</summary>
    private void Spread(int source, double gamma)
    {
        double[] slopes = _slopes[source], constants = _constants[source], errors = _errors[source], spreads = _spreads[source];
        for (int j = 0; j < spreads.Length; j++)
        {
            double size = Math.Abs(slopes[j]) + Math.Abs(constants[j]);
            spreads[j] = (size * gamma) + errors[j] + (size > 0d ? double.Epsilon : 0d);
        }
    }
}

/// <summary>The three sums of a row: Σw·p, Σw·q and Σ|w|·spread.</summary>
internal readonly record struct FormSums(double Slope, double Constant, double Spread)
{
    public static FormSums operator +(FormSums left, FormSums right)
        => new(left.Slope + right.Slope, left.Constant + right.Constant, left.Spread + right.Spread);
}
