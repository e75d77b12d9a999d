using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>One row of an unsafe polyhedron in doubles: s(x, y) = a·x + c·y + constant ≤ 0 where unsafe. Coefficients are nearest doubles (bounds charge their rounding), the constant is rounded down.</summary>
internal sealed record CompiledRow(double[] Inputs, double[] Outputs, double Constant)
{
    /// <summary>s(x, y) in plain doubles.</summary>
    public unsafe double ValueAt(double* input, double* output)
    {
        double sum = Constant;
        for (int j = 0; j < Inputs.Length; j++)
        {
            sum += Inputs[j] * input[j];
        }

        for (int k = 0; k < Outputs.Length; k++)
        {
            sum += Outputs[k] * output[k];
        }

        return sum;
    }
}

/// <summary>A search in doubles: the box rounded outward, and the rows of its unsafe polyhedra.</summary>
internal sealed class CompiledGroup
{
    public CompiledGroup(PropertyGroup group, int inputs, int outputs)
    {
        Group = group;
        Low = [.. group.Inputs.Box.Lower.Select(static x => x.RoundDown())];
        High = [.. group.Inputs.Box.Upper.Select(static x => x.RoundUp())];
        Disjuncts = [.. group.Unsafe.Disjuncts.Select(d => d.Rows.Select(row => Compile(row, inputs, outputs)).ToArray())];
    }

    public PropertyGroup Group { get; }

    public double[] Low { get; }

    public double[] High { get; }

    public ImmutableArray<CompiledRow[]> Disjuncts { get; }

    /// <summary>A ball that the search keeps to besides the box; null: none.</summary>
    public InputBall? Ball { get; init; }

    /// <summary>A limit on the inputs that differ from a point; null: none.</summary>
    public ChangeBudget? Changes { get; init; }

    private static CompiledRow Compile(PropertyRow row, int inputs, int outputs)
    {
        double[] x = new double[inputs], y = new double[outputs];
        foreach (PropertyTerm term in row.Inputs)
        {
            x[term.Index] = term.Coefficient.ToDoubleApproximate();
        }

        foreach (PropertyTerm term in row.Outputs)
        {
            y[term.Index] = term.Coefficient.ToDoubleApproximate();
        }

        return new CompiledRow(x, y, (-row.Bound).RoundDown());
    }
}
