using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>Threads of the system, where it is Linux: there each has a priority of its own. Elsewhere nothing happens.</summary>
internal static partial class NativeThread
{
    private const int OneThread = 0;
    private const int LowestPriority = 19;

    /// <summary>The number of the calling thread; 0 where it is not known.</summary>
    public static int Calling()
    {
        try
        {
            return OperatingSystem.IsLinux() ? ThreadNumber() : 0;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Lets all others run before a thread.</summary>
    /// <param name="thread">Its number; 0 for none.</param>
    public static void LowerPriority(int thread)
    {
        if (thread != 0)
        {
            // Where it is refused the thread goes on as it was.
            _ = SetPriority(OneThread, thread, LowestPriority);
        }
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadNumber();

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
