using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>Finds the system's CLP once a process, by the names it goes by.</summary>
internal static class ClpLibrary
{
    /// <summary>The name used by the imports.</summary>
    public const string Name = "Clp";

    private static readonly string[] s_fileNames = ["libClp.so.1", "libClp.so", "libClp.dylib", "Clp"];

    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Why CLP cannot be used on this machine, or null if it can.</summary>
    public static string? WhyUnavailable => s_library.Value == 0
        ? $"COIN-OR's CLP was not found (tried {string.Join(", ", s_fileNames)}); on Debian and Ubuntu install the package coinor-libclp1"
        : null;

    private static nint Load()
    {
        foreach (string name in s_fileNames)
        {
            if (NativeLibrary.TryLoad(name, typeof(ClpLibrary).Assembly, searchPath: null, out nint library))
            {
                if (NativeLibrary.TryGetExport(library, "Clp_newModel", out _))
                {
                    NativeLibrary.SetDllImportResolver(typeof(ClpLibrary).Assembly, (wanted, _, _) => wanted == Name ? library : 0);
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return 0;
    }
}
