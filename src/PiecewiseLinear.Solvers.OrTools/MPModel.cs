using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.OrTools.Messages;

namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>Writes the mirrored rows as OR-Tools' message, and the variants that get rays and multipliers out of a solver that gives none.</summary>
internal sealed class MPModel
{
    private readonly HRepresentation _rows;
    private readonly bool[] _active;
    private readonly MPModelProto _program = new() { Maximize = true };

    public MPModel(HRepresentation rows)
    {
        _rows = rows;
        _active = new bool[rows.Count];
        Array.Fill(_active, true);
        for (int j = 0; j < rows.Dimension; j++)
        {
            _program.Variable.Add(new MPVariableProto());
        }

        for (int i = 0; i < rows.Count; i++)
        {
            var constraint = new MPConstraintProto { UpperBound = rows.Offsets[i] };
            for (int j = 0; j < rows.Dimension; j++)
            {
                double value = rows.Columns[(j * rows.Stride) + i];
                if (value != 0)
                {
                    constraint.VarIndex.Add(j);
                    constraint.Coefficient.Add(value);
                }
            }

            _program.Constraint.Add(constraint);
        }
    }

    /// <summary>Which rows are in the problem.</summary>
    public ReadOnlySpan<bool> Active => _active;

    public void SetActive(int row, bool active)
    {
        _active[row] = active;
        _program.Constraint[row].UpperBound = active ? _rows.Offsets[row] : double.PositiveInfinity;
    }

    /// <summary>max ⟨c, x⟩ over the active rows.</summary>
    public MPModelProto Program(ReadOnlySpan<double> objective)
    {
        for (int j = 0; j < objective.Length; j++)
        {
            _program.Variable[j].ObjectiveCoefficient = objective[j];
        }

        return _program;
    }

    /// <summary>max ⟨c, r⟩ with ⟨aᵢ, r⟩ ≤ 0 for the active rows and ⟨c, r⟩ ≤ 1: a ray along which ⟨c, x⟩ grows, if there is one.</summary>
    public MPModelProto RayProgram(ReadOnlySpan<double> objective)
    {
        MPModelProto program = Program(objective).Clone();
        for (int i = 0; i < _active.Length; i++)
        {
            program.Constraint[i].UpperBound = _active[i] ? 0 : double.PositiveInfinity;
        }

        var limit = new MPConstraintProto { UpperBound = 1 };
        for (int j = 0; j < objective.Length; j++)
        {
            limit.VarIndex.Add(j);
            limit.Coefficient.Add(objective[j]);
        }

        program.Constraint.Add(limit);
        return program;
    }

    /// <summary>max −t with ⟨aᵢ, x⟩ − t ≤ bᵢ for the active rows and t ≥ 0: if t must be positive, the multipliers contradict the rows.</summary>
    public MPModelProto ContradictionProgram()
    {
        MPModelProto program = Program(new double[_rows.Dimension]).Clone();
        program.Variable.Add(new MPVariableProto { LowerBound = 0, ObjectiveCoefficient = -1 });
        foreach (MPConstraintProto constraint in program.Constraint)
        {
            constraint.VarIndex.Add(_rows.Dimension);
            constraint.Coefficient.Add(-1);
        }

        return program;
    }
}
