using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>What a node of the tree inherits, in units of 2⁻¹²⁸: its box rounded outward, bounds of all pre-activations, named slopes (the doubles themselves), the phases of its path, how its points may differ from the point.</summary>
internal sealed class WideState(BigInteger[] lower, BigInteger[] upper)
{
    public BigInteger[] Low { get; private set; } = [];

    public BigInteger[] High { get; private set; } = [];

    public BigInteger[] Lower { get; } = lower;

    public BigInteger[] Upper { get; } = upper;

    public Dictionary<int, double> Slopes { get; private init; } = [];

    public Dictionary<int, bool> Path { get; private init; } = [];

    public ChangeBudget? Changes { get; set; }

    public bool IsUnsettled(int neuron) => Lower[neuron].Sign < 0 && Upper[neuron].Sign > 0;

    public void SetBox(double[] low, double[] high)
    {
        Low = [.. low.Select(FixedPoint.Floor)];
        High = [.. high.Select(FixedPoint.Ceiling)];
    }

    public WideState Copy() => new([.. Lower], [.. Upper]) { Low = Low, High = High, Changes = Changes, Slopes = new Dictionary<int, double>(Slopes), Path = new Dictionary<int, bool>(Path) };

    /// <summary>Restricts the set to a phase of a neuron, which settles it.</summary>
    public void Enter(int neuron, bool active)
    {
        Path[neuron] = active;
        if (active)
        {
            Lower[neuron] = BigInteger.Max(Lower[neuron], BigInteger.Zero);
            return;
        }

        Upper[neuron] = BigInteger.Min(Upper[neuron], BigInteger.Zero);
        Lower[neuron] = BigInteger.Min(Lower[neuron], -FixedPoint.One);
    }

    /// <summary>Takes a lower bound of z, or of −z where negated, if it is better.</summary>
    public void Improve(int neuron, bool negated, BigInteger bound)
    {
        if (negated)
        {
            Upper[neuron] = BigInteger.Min(Upper[neuron], -bound);
        }
        else
        {
            Lower[neuron] = BigInteger.Max(Lower[neuron], bound);
        }
    }
}
