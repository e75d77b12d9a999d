using System.Runtime.InteropServices;

namespace PiecewiseLinear.Verification;

/// <summary>A matrix of doubles in native memory, rows aligned to 64 bytes and padded by zeros to whole vectors of eight.</summary>
internal sealed unsafe class AlignedMatrix : SafeHandle
{
    public const int Lanes = 8;

    public AlignedMatrix(int rows, int columns)
        : base(0, ownsHandle: true)
    {
        Rows = rows;
        Columns = columns;
        Stride = Padded(columns);
        nuint bytes = (nuint)Math.Max(1, rows) * (nuint)Stride * sizeof(double);
        Data = (double*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(Data, bytes);
        SetHandle((nint)Data);
        GC.AddMemoryPressure((long)bytes);
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The distance of two rows, a multiple of eight.</summary>
    public int Stride { get; }

    public double* Data { get; }

    public override bool IsInvalid => handle == 0;

    public static int Padded(int count) => Math.Max(Lanes, (count + Lanes - 1) / Lanes * Lanes);

    public double* Row(int row) => Data + ((nint)row * Stride);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure((long)Math.Max(1, Rows) * Stride * sizeof(double));
        return true;
    }
}
