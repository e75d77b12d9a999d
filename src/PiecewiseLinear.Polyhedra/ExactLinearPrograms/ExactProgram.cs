using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>max {⟨objective, x⟩ : ⟨aᵢ, x⟩ ≤ bᵢ for the active rows i}, exact.</summary>
internal sealed class ExactProgram
{
    private readonly bool[] _active;

    public ExactProgram(HRepresentation rows, ReadOnlySpan<bool> active, ImmutableArray<BigInteger> objective, CancellationToken stop)
    {
        if (!active.IsEmpty && active.Length != rows.Count)
        {
            throw new ArgumentException($"{active.Length} flags for {rows.Count} rows; expected one a row, or none at all", nameof(active));
        }

        if (objective.Length != rows.Dimension)
        {
            throw new ArgumentException($"the objective has {objective.Length} coefficients, expected {rows.Dimension}", nameof(objective));
        }

        Rows = rows;
        Objective = objective;
        _active = active.ToArray();
        Stop = stop;
    }

    public HRepresentation Rows { get; }

    /// <summary>Ends whatever works on the program, with <see cref="OperationCanceledException"/>; looked at once a row.</summary>
    public CancellationToken Stop { get; }

    public ImmutableArray<BigInteger> Objective { get; }

    public int Dimension => Rows.Dimension;

    public bool IsActive(int row) => _active.Length == 0 || _active[row];

    /// <summary>The sign of bᵢ − ⟨aᵢ, x⟩ for every active row (1 for rows that are not active).</summary>
    public sbyte[] SlackSigns(ExactVector point)
    {
        RowEnclosures enclosures = RowEnclosures.Slacks(Rows, point.Approximate(0));
        sbyte[] signs = new sbyte[Rows.Count];
        for (int i = 0; i < signs.Length; i++)
        {
            Stop.ThrowIfCancellationRequested();
            signs[i] = !IsActive(i) || enclosures.IsPositive(i) ? (sbyte)1
                : enclosures.IsNegative(i) ? (sbyte)-1
                : (sbyte)Slack(i, point).Sign;
        }

        return signs;
    }

    /// <summary>(bᵢ − ⟨aᵢ, x⟩) · denominator of x.</summary>
    public BigInteger Slack(int row, ExactVector point) => (Rows.Rows[row].Offset * point.Denominator) - point.Dot(Rows.Rows[row].Normal);

    /// <summary>Whether ⟨aᵢ, r⟩ ≤ 0 for every active row.</summary>
    public bool Recedes(ExactVector ray)
    {
        RowEnclosures enclosures = RowEnclosures.Changes(Rows, ray.Approximate(ray.Magnitude()));
        for (int i = 0; i < Rows.Count; i++)
        {
            Stop.ThrowIfCancellationRequested();
            if (IsActive(i) && !enclosures.IsNegative(i) && (enclosures.IsPositive(i) || ray.Dot(Rows.Rows[i].Normal).Sign > 0))
            {
                return false;
            }
        }

        return true;
    }
}
