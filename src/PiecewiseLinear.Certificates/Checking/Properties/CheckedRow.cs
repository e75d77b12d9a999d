using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>A row Σaⱼxⱼ + Σcₖyₖ − bound of a polyhedron in doubles: coefficients to nearest (charged where they are used), the constant rounded down.</summary>
internal sealed class CheckedRow(PropertyRow row)
{
    public (int Index, double Coefficient)[] Inputs { get; } = [.. row.Inputs.Select(Rounded)];

    public (int Index, double Coefficient)[] Outputs { get; } = [.. row.Outputs.Select(Rounded)];

    public double Constant { get; } = (-row.Bound).RoundDown();

    private static (int Index, double Coefficient) Rounded(PropertyTerm term) => (term.Index, term.Coefficient.ToDoubleApproximate());
}
