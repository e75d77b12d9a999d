using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>
/// The entry points of CLP's C interface that are used here (CLP 1.17; the ABI is int and double throughout). A session calls them from one
/// thread at a time; different models share nothing.
/// </summary>
internal static unsafe partial class ClpNative
{
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_newModel")]
    internal static partial ClpModelHandle NewModel();

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_deleteModel")]
    internal static partial void DeleteModel(nint model);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_setLogLevel")]
    internal static partial void SetLogLevel(ClpModelHandle model, int level);

    /// <summary>The columns are compressed: column j has the entries starts[j] … starts[j+1]−1 of indices (rows) and values.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_loadProblem")]
    internal static partial void LoadProblem(
        ClpModelHandle model,
        int columns,
        int rows,
        int* starts,
        int* indices,
        double* values,
        double* columnLower,
        double* columnUpper,
        double* objective,
        double* rowLower,
        double* rowUpper);

    /// <summary>The rows are compressed: row k has the entries starts[k] … starts[k+1]−1 of columns and values; new rows are basic.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_addRows")]
    internal static partial void AddRows(ClpModelHandle model, int count, double* lower, double* upper, int* starts, int* columns, double* values);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_chgObjCoefficients")]
    internal static partial void ChangeObjective(ClpModelHandle model, double* objective);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_chgRowUpper")]
    internal static partial void ChangeRowUpper(ClpModelHandle model, double* upper);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_chgColumnLower")]
    internal static partial void ChangeColumnLower(ClpModelHandle model, double* lower);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_chgColumnUpper")]
    internal static partial void ChangeColumnUpper(ClpModelHandle model, double* upper);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_setMaximumIterations")]
    internal static partial void SetMaximumIterations(ClpModelHandle model, int iterations);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_numberIterations")]
    internal static partial int NumberOfIterations(ClpModelHandle model);

    /// <summary>The dual simplex stops (status 1) when the objective that it minimizes is bounded from below by the limit.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_setDualObjectiveLimit")]
    internal static partial void SetDualObjectiveLimit(ClpModelHandle model, double limit);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_primal")]
    internal static partial int Primal(ClpModelHandle model, int ifValuesPass);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_dual")]
    internal static partial int Dual(ClpModelHandle model, int ifValuesPass);

    /// <summary>0 optimal, 1 primal infeasible, 2 dual infeasible, 3 stopped at a limit, 4 errors, 5 stopped by a user's event.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_status")]
    internal static partial int Status(ClpModelHandle model);

    /// <summary>The columns' states, then the rows': in the low three bits 0 free, 1 basic, 2 at upper, 3 at lower, 4 superbasic, 5 fixed.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_statusArray")]
    internal static partial byte* StatusArray(ClpModelHandle model);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_copyinStatus")]
    internal static partial void CopyInStatus(ClpModelHandle model, byte* status);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_primalColumnSolution")]
    internal static partial double* ColumnSolution(ClpModelHandle model);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_getRowPrice")]
    internal static partial double* RowPrice(ClpModelHandle model);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_getReducedCost")]
    internal static partial double* ReducedCost(ClpModelHandle model);

    /// <summary>One number a row, to be given back with <see cref="FreeRay"/>; null if there is none.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_infeasibilityRay")]
    internal static partial double* InfeasibilityRay(ClpModelHandle model);

    /// <summary>One number a column, to be given back with <see cref="FreeRay"/>; null if there is none.</summary>
    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_unboundedRay")]
    internal static partial double* UnboundedRay(ClpModelHandle model);

    [LibraryImport(ClpLibrary.Name, EntryPoint = "Clp_freeRay")]
    internal static partial void FreeRay(ClpModelHandle model, double* ray);

}
