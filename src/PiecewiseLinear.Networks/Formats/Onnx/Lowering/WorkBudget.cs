using System.Globalization;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>
/// How much work the lowering of a file may be, counted in steps: a number that is made, moved or looked at is one, a node 64. Every step is
/// counted before it is made, so that a small hostile file is refused before it takes time or memory. A file may ask for 2^20 steps and 512
/// for each of its bytes, at most 2^29: a convolution stores each of its weights once a pixel, and the public networks use about a
/// hundredth of it at most (docs/performance.md). A step takes some nanoseconds and some ten bytes.
/// </summary>
internal sealed class WorkBudget
{
    /// <summary>The steps of one node, besides the numbers it handles.</summary>
    public const int StepsPerNode = 64;

    private const long FreeSteps = 1L << 20;
    private const long StepsPerByte = 512;
    private const long MostSteps = 1L << 29;

    private readonly int _fileBytes;

    public WorkBudget(int fileBytes)
    {
        _fileBytes = fileBytes;
        Allowed = Math.Min(MostSteps, FreeSteps + (StepsPerByte * fileBytes));
    }

    /// <summary>The steps that the file may ask for in all.</summary>
    public long Allowed { get; }

    /// <summary>The steps so far.</summary>
    public long Spent { get; private set; }

    /// <summary>Counts steps that are about to be made; refuses more than are left.</summary>
    public void Spend(long steps)
    {
        if (steps > Allowed - Spent)
        {
            throw new RefusalException(string.Create(
                CultureInfo.InvariantCulture,
                $"it takes {steps} steps (numbers made or moved) after the {Spent} before it; expected at most {Allowed} in all for a file of {_fileBytes} bytes"));
        }

        Spent += steps;
    }

    /// <summary>Counts <paramref name="times"/> times as many steps.</summary>
    public void Spend(long times, long steps) => Spend(times > 0 && steps > long.MaxValue / times ? long.MaxValue : times * steps);
}
