using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx;

/// <summary>A static shape and the arithmetic of row-major layout and broadcasting on it.</summary>
internal readonly record struct TensorShape(ImmutableArray<int> Dimensions)
{
    /// <summary>The largest number of elements of a tensor that is computed; keeps a small hostile file from asking for all memory.</summary>
    public const int MaxCount = 1 << 24;

    public int Rank => Dimensions.Length;

    public int this[int axis] => Dimensions[axis];

    /// <summary>The number of elements; one for a scalar.</summary>
    public int Count => CountOf(0, Rank);

    public static TensorShape Of(params IEnumerable<int> dimensions) => new([.. dimensions]);

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
    public int[] BroadcastIndices(TensorShape result)
    {
        int[] indices = new int[result.Count];
        int stride = 1;
        int inner = 1;
        for (int axis = result.Rank - 1; axis >= 0; axis--)
        {
            int own = FromEnd(result.Rank - 1 - axis);
            int size = result[axis];
            if (own > 1)
            {
                for (int e = 0; e < indices.Length; e++)
                {
                    indices[e] += e / inner % size * stride;
                }
            }

            inner *= size;
            stride *= own;
        }

        return indices;
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

    /// <summary>A number for the coordinates of each element, row-major. The span of coordinates is reused.</summary>
    public int[] Map(CoordinateMap map)
    {
        int[] result = new int[Count];
        int[] coordinates = new int[Rank];
        for (int e = 0; e < result.Length; e++)
        {
            result[e] = map(coordinates);
            for (int axis = Rank - 1; axis >= 0 && ++coordinates[axis] == Dimensions[axis]; axis--)
            {
                coordinates[axis] = 0;
            }
        }

        return result;
    }

    public bool Equals(TensorShape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    public override int GetHashCode() => Rank;

    public override string ToString() => $"[{string.Join(",", Dimensions)}]";

    private int FromEnd(int i) => i < Rank ? Dimensions[Rank - 1 - i] : 1;
}

/// <summary>A number for an element's coordinates.</summary>
internal delegate int CoordinateMap(ReadOnlySpan<int> coordinates);
