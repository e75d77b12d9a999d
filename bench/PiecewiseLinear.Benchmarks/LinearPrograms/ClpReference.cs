using System.Runtime.InteropServices;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Benchmarks;

/// <summary>How CLP is asked.</summary>
/// <param name="Transposed">Whether CLP gets the dual program (d rows, one column a row of ours) instead of the program itself.</param>
/// <param name="Primal">Whether its primal simplex is called, else its dual simplex.</param>
internal readonly record struct ClpMethod(bool Transposed, bool Primal)
{
    public static ClpMethod[] All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];

    public override string ToString() => $"{(Transposed ? "the dual program" : "the program")}, {(Primal ? "primal" : "dual")} simplex";
}

/// <summary>
/// CLP at its best, called directly: the model is loaded once, between programs only the objective and one bound change, the basis is kept, presolve, scaling,
/// perturbation and logging are off, and nothing is copied out but the optimum.
/// </summary>
internal sealed unsafe partial class ClpReference : IDisposable
{
    private const string Library = "libClp.so.1";
    private const double Infinity = double.MaxValue;
    private readonly nint _model;
    private readonly ClpMethod _method;
    private readonly double[] _offsets;
    private readonly double[] _upper;
    private readonly double[] _lower;

    public ClpReference(HRepresentation rows, ClpMethod method)
    {
        int m = rows.Count, d = rows.Dimension;
        _method = method;
        _offsets = rows.Offsets[..m].ToArray();
        _model = Clp_newModel();
        Clp_setLogLevel(_model, 0);
        Clp_scaling(_model, 0);
        Clp_setPerturbation(_model, 100);
        Clp_setOptimizationDirection(_model, method.Transposed ? 1 : -1);
        if (method.Transposed)
        {
            _lower = new double[m];
            _upper = Fill(m, Infinity);
            Load(m, d, (i, j) => rows.Columns[(j * rows.Stride) + i], _lower, _upper, _offsets, new double[d], new double[d]);
        }
        else
        {
            _lower = [];
            _upper = [.. _offsets];
            Load(d, m, (j, i) => rows.Columns[(j * rows.Stride) + i], Fill(d, -Infinity), Fill(d, Infinity), new double[d], Fill(m, -Infinity), _upper);
        }
    }

    /// <summary>The maximum of the objective with one row left out; infinity if there is none, not a number if CLP fails.</summary>
    public double MaximizeWithout(int row, double[] objective)
    {
        fixed (double* c = objective, upper = _upper)
        {
            if (_method.Transposed)
            {
                Clp_chgRowLower(_model, c);
                Clp_chgRowUpper(_model, c);
                _upper[row] = 0;
                Clp_chgColumnUpper(_model, upper);
                _upper[row] = Infinity;
            }
            else
            {
                Clp_chgObjCoefficients(_model, c);
                _upper[row] = Infinity;
                Clp_chgRowUpper(_model, upper);
                _upper[row] = _offsets[row];
            }
        }

        _ = _method.Primal ? Clp_primal(_model, 0) : Clp_dual(_model, 0);
        return Clp_status(_model) switch
        {
            0 => Clp_objectiveValue(_model),
            1 when _method.Transposed => double.PositiveInfinity,
            2 when !_method.Transposed => double.PositiveInfinity,
            _ => double.NaN,
        };
    }

    public void Dispose() => Clp_deleteModel(_model);

    private static double[] Fill(int length, double value) => [.. Enumerable.Repeat(value, length)];

    private void Load(
        int columns, int rows, Func<int, int, double> at, double[] lower, double[] upper, double[] cost, double[] rowLower, double[] rowUpper)
    {
        int[] starts = [.. Enumerable.Range(0, columns + 1).Select(c => c * rows)];
        int[] indices = [.. Enumerable.Range(0, columns * rows).Select(k => k % rows)];
        double[] values = [.. Enumerable.Range(0, columns * rows).Select(k => at(k / rows, k % rows))];
        fixed (int* start = starts, index = indices)
        {
            fixed (double* value = values, l = lower, u = upper, c = cost, rl = rowLower, ru = rowUpper)
            {
                Clp_loadProblem(_model, columns, rows, start, index, value, l, u, c, rl, ru);
            }
        }
    }

    [LibraryImport(Library)]
    private static partial nint Clp_newModel();

    [LibraryImport(Library)]
    private static partial void Clp_deleteModel(nint model);

    [LibraryImport(Library)]
    private static partial void Clp_setLogLevel(nint model, int level);

    [LibraryImport(Library)]
    private static partial void Clp_scaling(nint model, int mode);

    [LibraryImport(Library)]
    private static partial void Clp_setPerturbation(nint model, int value);

    [LibraryImport(Library)]
    private static partial void Clp_setOptimizationDirection(nint model, double value);

    [LibraryImport(Library)]
    private static partial void Clp_loadProblem(
        nint model, int columns, int rows, int* start, int* index, double* value, double* lower, double* upper, double* cost, double* rowLower, double* rowUpper);

    [LibraryImport(Library)]
    private static partial void Clp_chgObjCoefficients(nint model, double* cost);

    [LibraryImport(Library)]
    private static partial void Clp_chgRowLower(nint model, double* lower);

    [LibraryImport(Library)]
    private static partial void Clp_chgRowUpper(nint model, double* upper);

    [LibraryImport(Library)]
    private static partial void Clp_chgColumnUpper(nint model, double* upper);

    [LibraryImport(Library)]
    private static partial int Clp_primal(nint model, int valuesPass);

    [LibraryImport(Library)]
    private static partial int Clp_dual(nint model, int valuesPass);

    [LibraryImport(Library)]
    private static partial int Clp_status(nint model);

    [LibraryImport(Library)]
    private static partial double Clp_objectiveValue(nint model);
}
