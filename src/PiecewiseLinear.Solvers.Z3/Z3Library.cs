using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>Finds the system's Z3 once a process, by the names it goes by.</summary>
internal static class Z3Library
{
    /// <summary>The name used by the imports.</summary>
    public const string Name = "z3";

    private static readonly string[] s_fileNames = ["libz3.so.4", "libz3.so", "libz3.dylib", "libz3", "z3"];

    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Why Z3 cannot be used on this machine, or null if it can.</summary>
    public static string? WhyUnavailable => s_library.Value == 0
        ? $"Z3 was not found (tried {string.Join(", ", s_fileNames)}); on Debian and Ubuntu install the package libz3-4"
        : null;

    private static nint Load()
    {
        foreach (string name in s_fileNames)
        {
            if (NativeLibrary.TryLoad(name, typeof(Z3Library).Assembly, searchPath: null, out nint library))
            {
                if (NativeLibrary.TryGetExport(library, "Z3_mk_context", out _))
                {
                    NativeLibrary.SetDllImportResolver(typeof(Z3Library).Assembly, (wanted, _, _) => wanted == Name ? library : 0);
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return 0;
    }
}
