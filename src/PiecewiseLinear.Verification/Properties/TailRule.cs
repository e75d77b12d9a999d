using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// What may be asked about a network whose file ends in a dropped function (its tail). The tail keeps the order of the outputs, so comparing two of them means the same before and
/// after it; comparing one with a number does not.
/// </summary>
public static class TailRule
{
    /// <summary>Why a property cannot be asked about a network with this tail, in words; null where it can.</summary>
    public static string? WhyRefused(NetworkTail tail, VerificationProperty property)
    {
        if (tail == NetworkTail.None)
        {
            return null;
        }

        foreach (PropertyRow row in property.Groups.SelectMany(static group => group.Unsafe.Disjuncts).SelectMany(static disjunct => disjunct.Rows))
        {
            bool comparesTwo = row.Outputs.Length == 2 && row.Inputs.IsEmpty && row.Bound.IsZero && (row.Outputs[0].Coefficient + row.Outputs[1].Coefficient).IsZero;
            if (!comparesTwo && !row.Outputs.IsEmpty)
            {
                return $"the network ends in {tail}, which was dropped because it keeps the order of the outputs; a property may compare two outputs (Y_i with Y_j), "
                    + "but this one compares outputs with numbers or inputs";
            }
        }

        return null;
    }
}
