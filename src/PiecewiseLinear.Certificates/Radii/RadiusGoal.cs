namespace PiecewiseLinear.Certificates;

/// <summary>What the points of the set D do to a label, of which a radius is the distance (docs/certificates.md, section 7). With one output f the labels are 1 (f &gt; 0) and 0 (f &lt; 0).</summary>
public enum RadiusGoal
{
    /// <summary>Another label that counts ties or wins against the label: f_j ≥ f_label, whatever the rest. With one output f ≤ 0 for label 1, f ≥ 0 for label 0. The point itself is in D if the label does not win there.</summary>
    Beaten,

    /// <summary>The label and another one that counts are tied at the top: f_j = f_label, and no output is larger. With one output f = 0.</summary>
    Boundary,

    /// <summary>Another label that counts is at the top, alone or tied: f_j is at least every output. With one output as <see cref="Beaten"/>.</summary>
    Reach,
}

/// <summary>How certificates spell goals.</summary>
internal static class RadiusGoals
{
    public static string Name(this RadiusGoal goal) => goal switch
    {
        RadiusGoal.Beaten => "beaten",
        RadiusGoal.Boundary => "boundary",
        RadiusGoal.Reach => "reach",
        _ => throw new ArgumentOutOfRangeException(nameof(goal), goal, "expected Beaten, Boundary or Reach"),
    };

    public static RadiusGoal? Find(string name) => name switch
    {
        "beaten" => RadiusGoal.Beaten,
        "boundary" => RadiusGoal.Boundary,
        "reach" => RadiusGoal.Reach,
        _ => null,
    };
}
