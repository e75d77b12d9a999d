using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>One axis of a tensor whose elements are taken from row-major storage: coordinate c lies (Chosen[c], or c itself) · Stride further.</summary>
/// <param name="Length">The number of coordinates.</param>
/// <param name="Stride">The step in storage; 0 repeats.</param>
/// <param name="Chosen">The index of each coordinate; −1 where there is none (padding); null for all in order.</param>
internal readonly record struct AxisPlaces(int Length, int Stride, int[]? Chosen = null)
{
    /// <summary>
    /// For each element, row-major, its place in storage, or −1 where one of its coordinates has none. O(elements): axis by axis, so that
    /// each element is the sum of one place before it and one offset.
    /// </summary>
    public static int[] Combine(ReadOnlySpan<AxisPlaces> axes, WorkBudget work)
    {
        long count = 1;
        foreach (AxisPlaces axis in axes)
        {
            work.Spend(1 + (axis.Chosen?.Length ?? 0));
            count = axis.Length == 0 ? 0 : count > TensorShape.MaxCount ? count : count * axis.Length;
        }

        work.Spend(2, count);
        if (count == 0)
        {
            return [];
        }

        int[] places = [0];
        foreach (AxisPlaces axis in axes)
        {
            places = axis.Length == 1 && axis.Offset(0) == 0 ? places : axis.Expand(places);
        }

        return places;
    }

    private int Offset(int coordinate)
    {
        int index = Chosen is null ? coordinate : Chosen[coordinate];
        return index < 0 ? -1 : index * Stride;
    }

    private int[] Expand(int[] outer)
    {
        int[] places = new int[outer.Length * Length];
        int at = 0;
        foreach (int start in outer)
        {
            for (int c = 0; c < Length; c++)
            {
                int offset = Offset(c);
                places[at++] = start < 0 || offset < 0 ? -1 : start + offset;
            }
        }

        return places;
    }
}
