using System.Runtime.InteropServices;

namespace PiecewiseLinear.TestKit.Oracles;

/// <summary>Reads exported files with programs that are not ours: CLP (MPS) and Z3 (SMT-LIB, LP).</summary>
public static partial class OtherPrograms
{
    private const string Clp = "libClp.so.1";
    private const string Z3 = "libz3.so.4";

    /// <summary>Reads an MPS file with CLP and solves it: 0 optimal, 1 infeasible, 2 unbounded; and the minimum.</summary>
    public static (int Status, double Objective) SolveMps(string text)
    {
        using var file = new TemporaryFile(".mps", text);
        nint model = ClpNewModel();
        try
        {
            ClpSetLogLevel(model, 0);
            Expect(0, ClpReadMps(model, file.Path, 1, 0), "CLP reads the MPS file");
            _ = ClpDual(model, 0);
            return (ClpStatus(model), ClpObjective(model));
        }
        finally
        {
            ClpDeleteModel(model);
        }
    }

    /// <summary>What Z3 prints for a script.</summary>
    public static string EvaluateSmtLib(string script)
    {
        nint config = Z3MakeConfig();
        nint context = Z3MakeContext(config);
        try
        {
            Z3SetErrorHandler(context, 0);
            return Marshal.PtrToStringUTF8(Z3EvaluateSmtLib(context, script))!.Trim();
        }
        finally
        {
            Z3DeleteContext(context);
            Z3DeleteConfig(config);
        }
    }

    /// <summary>Reads an LP file with Z3 and optimizes exactly: the optimum as <c>p/q</c>, or "infeasible", or what Z3 prints for infinity.</summary>
    public static string SolveLp(string text, bool maximize)
    {
        using var file = new TemporaryFile(".lp", text);
        return Optimize((context, optimizer) => Z3OptimizeFromFile(context, optimizer, file.Path), maximize);
    }

    /// <summary>Reads a script with an objective with Z3 and optimizes exactly, as <see cref="SolveLp"/>.</summary>
    public static string SolveSmtLib(string script, bool maximize) =>
        Optimize((context, optimizer) => Z3OptimizeFromString(context, optimizer, script), maximize);

    private static string Optimize(Action<nint, nint> read, bool maximize)
    {
        // With its newer arithmetic solver (6, the default) Z3 4.8.12's optimizer ends at points that are not optimal (random system 4 here:
        // −37.9 instead of −71.3, though it prints the system it has read correctly); with the older one (2) it is right.
        Z3SetGlobalParameter("smt.arith.solver", "2");
        nint config = Z3MakeConfig();
        nint context = Z3MakeContext(config);
        try
        {
            Z3SetErrorHandler(context, 0);
            nint optimizer = Z3MakeOptimize(context);
            Z3OptimizeAddReference(context, optimizer);
            read(context, optimizer);
            Expect(0, Z3ErrorCode(context), "Z3 reads the problem");
            int result = Z3OptimizeCheck(context, optimizer, 0, 0);
            if (result != 1)
            {
                Expect(-1, result, "Z3 decides the LP file");
                return "infeasible";
            }

            nint bound = maximize ? Z3OptimizeUpper(context, optimizer, 0) : Z3OptimizeLower(context, optimizer, 0);
            return Z3IsNumeral(context, bound) != 0
                ? Marshal.PtrToStringUTF8(Z3NumeralString(context, bound))!
                : Marshal.PtrToStringUTF8(Z3AstString(context, bound))!;
        }
        finally
        {
            Z3DeleteContext(context);
            Z3DeleteConfig(config);
        }
    }

    private static void Expect(int expected, int found, string what)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{what}: expected {expected}, found {found}");
        }
    }

    [LibraryImport(Clp, EntryPoint = "Clp_newModel")]
    private static partial nint ClpNewModel();

    [LibraryImport(Clp, EntryPoint = "Clp_deleteModel")]
    private static partial void ClpDeleteModel(nint model);

    [LibraryImport(Clp, EntryPoint = "Clp_setLogLevel")]
    private static partial void ClpSetLogLevel(nint model, int level);

    [LibraryImport(Clp, EntryPoint = "Clp_readMps", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ClpReadMps(nint model, string path, int keepNames, int ignoreErrors);

    // The primal simplex calls a vertex of the layered form of models/digits optimal that is 1 % off the optimum.
    [LibraryImport(Clp, EntryPoint = "Clp_dual")]
    private static partial int ClpDual(nint model, int ifValuesPass);

    [LibraryImport(Clp, EntryPoint = "Clp_status")]
    private static partial int ClpStatus(nint model);

    [LibraryImport(Clp, EntryPoint = "Clp_getObjValue")]
    private static partial double ClpObjective(nint model);

    [LibraryImport(Z3, EntryPoint = "Z3_mk_config")]
    private static partial nint Z3MakeConfig();

    [LibraryImport(Z3, EntryPoint = "Z3_del_config")]
    private static partial void Z3DeleteConfig(nint config);

    [LibraryImport(Z3, EntryPoint = "Z3_mk_context")]
    private static partial nint Z3MakeContext(nint config);

    [LibraryImport(Z3, EntryPoint = "Z3_del_context")]
    private static partial void Z3DeleteContext(nint context);

    [LibraryImport(Z3, EntryPoint = "Z3_set_error_handler")]
    private static partial void Z3SetErrorHandler(nint context, nint handler);

    [LibraryImport(Z3, EntryPoint = "Z3_get_error_code")]
    private static partial int Z3ErrorCode(nint context);

    [LibraryImport(Z3, EntryPoint = "Z3_eval_smtlib2_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Z3EvaluateSmtLib(nint context, string script);

    [LibraryImport(Z3, EntryPoint = "Z3_mk_optimize")]
    private static partial nint Z3MakeOptimize(nint context);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_inc_ref")]
    private static partial void Z3OptimizeAddReference(nint context, nint optimizer);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_from_file", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Z3OptimizeFromFile(nint context, nint optimizer, string path);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_from_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Z3OptimizeFromString(nint context, nint optimizer, string text);

    [LibraryImport(Z3, EntryPoint = "Z3_global_param_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Z3SetGlobalParameter(string name, string value);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_check")]
    private static partial int Z3OptimizeCheck(nint context, nint optimizer, uint count, nint assumptions);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_get_upper")]
    private static partial nint Z3OptimizeUpper(nint context, nint optimizer, uint index);

    [LibraryImport(Z3, EntryPoint = "Z3_optimize_get_lower")]
    private static partial nint Z3OptimizeLower(nint context, nint optimizer, uint index);

    [LibraryImport(Z3, EntryPoint = "Z3_is_numeral_ast")]
    private static partial byte Z3IsNumeral(nint context, nint ast);

    [LibraryImport(Z3, EntryPoint = "Z3_get_numeral_string")]
    private static partial nint Z3NumeralString(nint context, nint ast);

    [LibraryImport(Z3, EntryPoint = "Z3_ast_to_string")]
    private static partial nint Z3AstString(nint context, nint ast);

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string extension, string text)
        {
            Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"plin-{Guid.NewGuid():N}{extension}");
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
