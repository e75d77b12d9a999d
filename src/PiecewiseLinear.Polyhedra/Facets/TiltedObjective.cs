namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The objective of a side of the box with small costs on the other coordinates. A side alone leaves all reduced costs but one at zero where a dual simplex starts, and it gets
/// nowhere for long; small costs break the ties. Whatever point comes out, a ray through it may prove the side or another facet.
/// </summary>
internal static class TiltedObjective
{
    /// <summary>From this dimension on a tilted objective is worth a program of its own.</summary>
    public const int LeastDimension = 48;

    /// <summary>The part of a side's offset that the small costs may make up in all; steers the engine, decides nothing.</summary>
    public const double Tilt = 0.0078125;

    /// <summary>Writes the objective of a side: its own coefficient, and on the others costs that make up at most <see cref="Tilt"/> of its offset within the box.</summary>
    public static void Write(HRepresentation local, BoxSides box, int side, Span<double> objective)
    {
        double share = Tilt * local.Offsets[side] / objective.Length;
        double weight = 1;
        for (int j = 0; j < objective.Length; j++)
        {
            // Weights from the golden ratio: well spread in [1, 2), the same everywhere.
            weight += 0.6180339887498949;
            weight = weight >= 2 ? weight - 1 : weight;
            int upper = box.Upper[j];
            double width = upper < 0 ? 1 : local.Offsets[upper] / Math.Abs(local.Columns[(j * local.Stride) + upper]);
            double own = local.Columns[(j * local.Stride) + side];
            objective[j] = own != 0 ? own : (j % 2 == 0 ? share : -share) * weight / width;
        }
    }
}
