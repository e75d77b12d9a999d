using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The row that first stops a step from a point along a direction, exactly; ties go to the lowest row. Rows whose enclosure shows that others stop the step earlier
/// are not computed exactly.
/// </summary>
internal sealed class ExactRatioTest
{
    private readonly ExactProgram _program;
    private readonly ExactVector _point;
    private readonly ExactVector _direction;
    private readonly sbyte[] _signs;
    private readonly bool[] _inBasis;

    public ExactRatioTest(ExactProgram program, ExactBasis basis, ExactVector point, ExactVector direction, sbyte[] signs)
    {
        _program = program;
        _point = point;
        _direction = direction;
        _signs = signs;
        _inBasis = new bool[program.Rows.Count];
        foreach (int place in basis.Places)
        {
            if (place >= 0)
            {
                _inBasis[place] = true;
            }
        }
    }

    /// <summary>The entering row, −1 if nothing stops the step; a violated target stops it where it is met.</summary>
    public int Choose(int target)
    {
        RowEnclosures slacks = RowEnclosures.Slacks(_program.Rows, _point.Approximate(0));
        RowEnclosures changes = RowEnclosures.Changes(_program.Rows, _direction.Approximate(_direction.Magnitude()));
        double bound = Bound(slacks, changes);
        int best = -1;
        BigInteger bestSlack = BigInteger.Zero, bestChange = BigInteger.One;
        if (target >= 0 && Change(target) is { Sign: < 0 } towards)
        {
            best = target;
            bestSlack = -_program.Slack(target, _point);
            bestChange = -towards;
        }

        for (int i = 0; i < _signs.Length; i++)
        {
            _program.Stop.ThrowIfCancellationRequested();
            if (!Blocks(i) || changes.IsNegative(i) || (changes.IsPositive(i) && slacks.Low(i) > bound * changes.High(i)))
            {
                continue;
            }

            BigInteger change = Change(i);
            if (change.Sign <= 0)
            {
                continue;
            }

            BigInteger slack = _signs[i] == 0 ? BigInteger.Zero : _program.Slack(i, _point);
            if (best < 0 || (slack * bestChange) < (bestSlack * change))
            {
                (best, bestSlack, bestChange) = (i, slack, change);
            }
        }

        return best;
    }

    /// <summary>Whether the point does not move when this row enters.</summary>
    public bool IsStandstill(int entering) => _signs[entering] == 0;

    /// <summary>An upper bound on the length of the step, in doubles; it only saves exact work.</summary>
    private double Bound(RowEnclosures slacks, RowEnclosures changes)
    {
        double bound = double.PositiveInfinity;
        for (int i = 0; i < _signs.Length; i++)
        {
            if (Blocks(i) && changes.IsPositive(i) && changes.Low(i) > 0)
            {
                bound = Math.Min(bound, slacks.High(i) / changes.Low(i));
            }
        }

        // Two roundings above and one product below are far less than this.
        return bound * (1 + 1e-12);
    }

    private bool Blocks(int row) => _program.IsActive(row) && _signs[row] >= 0 && !_inBasis[row];

    private BigInteger Change(int row) => _direction.Dot(_program.Rows.Rows[row].Normal);
}
