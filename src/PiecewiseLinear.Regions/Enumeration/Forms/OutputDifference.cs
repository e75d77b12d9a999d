namespace PiecewiseLinear.Regions;

/// <summary>
/// The forms whose zero sets are the decision boundary, numbered like the neurons of a layer behind the last one: with a single output f itself (number 0), else
/// the differences f_i − f_j (number i · outputs + j).
/// </summary>
internal static class OutputDifference
{
    /// <summary>The number of f_i − f_j.</summary>
    public static int Index(int i, int j, int outputs) => (i * outputs) + j;

    /// <summary>The outputs of a number; the second is −1 for a single output.</summary>
    public static (int First, int Second) Outputs(int index, int outputs) => outputs == 1 ? (0, -1) : (index / outputs, index % outputs);
}
