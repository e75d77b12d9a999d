using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Whether a step from the interior point leads beyond one facet and nothing else.</summary>
internal sealed class BeyondCheck(InteriorView view)
{
    /// <summary>
    /// A reason why not, or null. Sides of the box can only be met at inputs that the step moves. O(rows · inputs moved), nearly all of it in doubles with a proven error bound.
    /// </summary>
    public string? Check(FacetEvidence facet)
    {
        foreach (InputStep part in facet.Step)
        {
            if (view.Domain.ColumnOf(part.Input) < 0)
            {
                return $"the step moves input {part.Input}, which is {(part.Input < view.Domain.Dimension ? "fixed" : "none of the network's")}";
            }
        }

        HashSet<RowReference> expected = [facet.Row, .. facet.Also];
        foreach (RowReference violated in ViolatedSides(facet).Concat(ViolatedNeurons(facet)))
        {
            if (!expected.Remove(violated))
            {
                return $"the point beyond violates row {violated} too";
            }
        }

        return expected.Count == 0 ? null : $"the point beyond satisfies row {expected.Min(RowReference.Order)}";
    }

    private IEnumerable<RowReference> ViolatedSides(FacetEvidence facet)
    {
        foreach (InputStep part in facet.Step)
        {
            int column = view.Domain.ColumnOf(part.Input);
            if (view.Domain.Box is not null && -part.Distance > view.ToLower[column])
            {
                yield return RowReference.OfBox(part.Input, BoxSide.Lower);
            }
            else if (view.Domain.Box is not null && part.Distance > view.ToUpper[column])
            {
                yield return RowReference.OfBox(part.Input, BoxSide.Upper);
            }
        }
    }

    private IEnumerable<RowReference> ViolatedNeurons(FacetEvidence facet)
    {
        int[] columns = [.. facet.Step.Select(part => view.Domain.ColumnOf(part.Input))];
        double[] distances = [.. facet.Step.Select(static part => part.Distance.ToDoubleApproximate())];
        double[] coefficients = new double[columns.Length];
        (BigInteger[] Numerators, BigInteger Denominator)? exact = null;
        foreach (SeenRow row in view.Neurons)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                coefficients[k] = row.Row.Mirror!.Coefficients[columns[k]];
            }

            FilteredSign sign = AffineFilter.AffineSign(coefficients, distances, -row.Slack, FilterInput.Rounded);
            if (sign == FilteredSign.Uncertain)
            {
                exact ??= IntegerVectors.Common([.. facet.Step.Select(static part => part.Distance)]);
                sign = IsViolated(row, columns, exact.Value.Numerators, exact.Value.Denominator) ? FilteredSign.Negative : FilteredSign.Positive;
            }

            if (sign == FilteredSign.Negative)
            {
                yield return row.Name;
            }
        }
    }

    private bool IsViolated(SeenRow row, int[] columns, BigInteger[] numerators, BigInteger denominator)
    {
        BigInteger along = BigInteger.Zero;
        for (int k = 0; k < columns.Length; k++)
        {
            along += row.Row.Normal[columns[k]] * numerators[k];
        }

        return row.ScaledSlack * denominator < along * view.Interior.Denominator;
    }
}
