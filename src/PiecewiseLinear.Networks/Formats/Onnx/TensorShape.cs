using System.Collections.Immutable;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>A static shape and the arithmetic of row-major layout and broadcasting on it.</summary>
internal readonly record struct TensorShape(ImmutableArray<int> Dimensions)
{
    /// <summary>The largest number of elements of a tensor that is computed; keeps a small hostile file from asking for all memory.</summary>
    public const int MaxCount = 1 << 24;

    /// <summary>The largest number of axes; some operators take time for each axis of each element.</summary>
    public const int MaxRank = 32;

    public int Rank => Dimensions.Length;

    public int this[int axis] => Dimensions[axis];

    /// <summary>The number of elements; one for a scalar.</summary>
    public int Count => CountOf(0, Rank);

    /// <exception cref="RefusalException">There are too many axes.</exception>
    public static TensorShape Of(params IEnumerable<int> dimensions)
    {
        ImmutableArray<int> sizes = [.. dimensions];
        ExpectRank(sizes.Length);
        return new TensorShape(sizes);
    }

    /// <summary>Refuses more axes than a tensor may have.</summary>
    public static void ExpectRank(int rank)
    {
        if (rank > MaxRank)
        {
            throw new RefusalException($"a tensor has {rank} axes; expected at most {MaxRank}");
        }
    }

    /// <summary>The product of the dimensions from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public int CountOf(int start, int end)
    {
        long count = 1;
        for (int i = start; i < end; i++)
        {
            count *= Dimensions[i];
            if (count > MaxCount)
            {
                throw new RefusalException($"the shape {this} has more than the {MaxCount} elements that are allowed");
            }
        }

        return (int)count;
    }

    /// <summary>The axis with negative numbers counted from the end; <paramref name="limit"/> is the number of allowed values.</summary>
    public int Axis(long axis, int limit)
        => axis >= -Rank && axis < limit
            ? (int)(axis < 0 ? axis + Rank : axis)
            : throw new RefusalException($"axis {axis} is not an axis of the shape {this}");

    /// <summary>The shape that two shapes broadcast to, as in NumPy.</summary>
    public static TensorShape Broadcast(TensorShape left, TensorShape right)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        int[] result = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int a = left.FromEnd(rank - 1 - i), b = right.FromEnd(rank - 1 - i);
            result[i] = a == b || b == 1 ? a : a == 1 ? b : throw new RefusalException($"the shapes {left} and {right} do not broadcast");
        }

        return new TensorShape([.. result]);
    }

    /// <summary>For each element of <paramref name="result"/> the index of the element of this shape that it is broadcast from.</summary>
    public int[] BroadcastIndices(TensorShape result, WorkBudget work)
    {
        AxisPlaces[] axes = new AxisPlaces[result.Rank];
        for (int axis = result.Rank - 1, stride = 1; axis >= 0; axis--)
        {
            int own = FromEnd(result.Rank - 1 - axis);
            axes[axis] = new AxisPlaces(result[axis], own == 1 ? 0 : stride);
            stride *= own;
        }

        return AxisPlaces.Combine(axes, work);
    }

    /// <summary>The steps in row-major storage from one element to the next along each axis.</summary>
    public int[] Strides()
    {
        int[] strides = new int[Rank];
        for (int axis = Rank - 1, step = 1; axis >= 0; step *= Dimensions[axis], axis--)
        {
            strides[axis] = step;
        }

        return strides;
    }

    public bool Equals(TensorShape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    public override int GetHashCode() => Rank;

    public override string ToString() => $"[{string.Join(",", Dimensions)}]";

    private int FromEnd(int i) => i < Rank ? Dimensions[Rank - 1 - i] : 1;
}
