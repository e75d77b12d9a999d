using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>
/// The entry points of Z3's C interface that are used here (since Z3 4.8; the interface is stable). Everything of a context is used by one thread at a time; only
/// <see cref="Interrupt"/> may be called from another. Strings belong to Z3 until the next call that returns one: they are copied at once.
/// </summary>
internal static partial class Z3Native
{
    /// <summary>The values of Z3_lbool.</summary>
    internal const int False = -1;
    internal const int True = 1;

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_config")]
    internal static partial nint MakeConfig();

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_del_config")]
    internal static partial void DeleteConfig(nint config);

    /// <summary>A context whose objects live as long as it.</summary>
    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_context")]
    internal static partial nint MakeContext(nint config);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_del_context")]
    internal static partial void DeleteContext(nint context);

    /// <summary>With a null handler errors are left in <see cref="ErrorCode"/>; the default one ends the process.</summary>
    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_set_error_handler")]
    internal static partial void SetErrorHandler(nint context, nint handler);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_get_error_code")]
    internal static partial int ErrorCode(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_get_error_msg")]
    internal static partial nint ErrorMessage(nint context, int code);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_get_full_version")]
    internal static partial nint FullVersion();

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_interrupt")]
    internal static partial void Interrupt(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_string_symbol", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint MakeSymbol(nint context, string name);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_real_sort")]
    internal static partial nint MakeRealSort(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_int_sort")]
    internal static partial nint MakeIntSort(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_bool_sort")]
    internal static partial nint MakeBoolSort(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_const")]
    internal static partial nint MakeConstant(nint context, nint symbol, nint sort);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_params")]
    internal static partial nint MakeParameters(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_params_inc_ref")]
    internal static partial void KeepParameters(nint context, nint parameters);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_params_set_uint")]
    internal static partial void SetParameter(nint context, nint parameters, nint symbol, uint value);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_mk_solver")]
    internal static partial nint MakeSolver(nint context);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_inc_ref")]
    internal static partial void KeepSolver(nint context, nint solver);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_set_params")]
    internal static partial void SetParameters(nint context, nint solver, nint parameters);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_push")]
    internal static partial void Push(nint context, nint solver);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_pop")]
    internal static partial void Pop(nint context, nint solver, uint levels);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_assert")]
    internal static partial void Assert(nint context, nint solver, nint formula);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_check")]
    internal static partial int Check(nint context, nint solver);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_get_reason_unknown")]
    internal static partial nint ReasonUnknown(nint context, nint solver);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_solver_get_model")]
    internal static partial nint GetModel(nint context, nint solver);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_model_inc_ref")]
    internal static partial void KeepModel(nint context, nint model);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_model_dec_ref")]
    internal static partial void ReleaseModel(nint context, nint model);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_model_eval")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool Evaluate(nint context, nint model, nint term, [MarshalAs(UnmanagedType.U1)] bool complete, out nint value);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_is_numeral_ast")]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool IsNumeral(nint context, nint term);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_get_numeral_string")]
    internal static partial nint NumeralString(nint context, nint term);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_get_bool_value")]
    internal static partial int BoolValue(nint context, nint term);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_ast_to_string")]
    internal static partial nint TermString(nint context, nint term);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_parse_smtlib2_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Parse(nint context, string script, uint sorts, nint sortNames, nint sortList, uint declarations, nint declarationNames, nint declarationList);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_ast_vector_inc_ref")]
    internal static partial void KeepVector(nint context, nint vector);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_ast_vector_dec_ref")]
    internal static partial void ReleaseVector(nint context, nint vector);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_ast_vector_size")]
    internal static partial uint VectorSize(nint context, nint vector);

    [LibraryImport(Z3Library.Name, EntryPoint = "Z3_ast_vector_get")]
    internal static partial nint VectorItem(nint context, nint vector, uint index);
}
