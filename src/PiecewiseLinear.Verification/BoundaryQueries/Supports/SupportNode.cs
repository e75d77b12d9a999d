namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A set of changes: inputs that may change freely, undecided inputs of which at most so many may change, an interval for the change of each, and bounds of all pre-activations on it.
/// </summary>
internal sealed class SupportNode(int inputs, int neurons)
{
    /// <summary>What is decided about each input.</summary>
    public InputRole[] Roles { get; } = new InputRole[inputs];

    /// <summary>The least changes, rounded outward.</summary>
    public double[] Low { get; } = new double[inputs];

    /// <summary>The largest changes, rounded outward.</summary>
    public double[] High { get; } = new double[inputs];

    /// <summary>How many undecided inputs may change.</summary>
    public int Budget { get; set; }

    /// <summary>Lower bounds of the pre-activations.</summary>
    public double[] Lower { get; } = new double[neurons];

    /// <summary>Upper bounds of the pre-activations.</summary>
    public double[] Upper { get; } = new double[neurons];

    /// <summary>An upper bound of the best margin of another label; what is searched first.</summary>
    public double Margin { get; set; } = double.PositiveInfinity;

    /// <summary>The input to divide at: one that is undecided, or one whose interval is halved; −1 where the node is not divided.</summary>
    public int Branch { get; set; } = -1;

    /// <summary>The number of neurons whose phase is open.</summary>
    public int Unstable
    {
        get
        {
            int count = 0;
            for (int n = 0; n < Lower.Length; n++)
            {
                count += Lower[n] < 0d && Upper[n] > 0d ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Whether the other labels are still open, in the order of the goal's cases.</summary>
    public required bool[] Open { get; init; }

    /// <summary>The node with another role for an undecided input.</summary>
    public SupportNode WithRole(int input, InputRole role)
    {
        SupportNode child = Copy();
        child.Roles[input] = role;
        child.Budget -= role == InputRole.Free ? 1 : 0;
        if (child.Budget == 0)
        {
            child.Roles.AsSpan().Replace(InputRole.Undecided, InputRole.Kept);
        }

        return child;
    }

    /// <summary>The node with another interval for an input.</summary>
    public SupportNode WithInterval(int input, double low, double high)
    {
        SupportNode child = Copy();
        (child.Low[input], child.High[input]) = (low, high);
        return child;
    }

    private SupportNode Copy()
    {
        SupportNode copy = new(Roles.Length, Lower.Length) { Open = [.. Open], Budget = Budget, Margin = Margin };
        Roles.CopyTo(copy.Roles, 0);
        Low.CopyTo(copy.Low, 0);
        High.CopyTo(copy.High, 0);
        Lower.CopyTo(copy.Lower, 0);
        Upper.CopyTo(copy.Upper, 0);
        return copy;
    }
}

/// <summary>What is decided about an input.</summary>
internal enum InputRole
{
    /// <summary>It keeps the value of the point.</summary>
    Kept,

    /// <summary>It may change.</summary>
    Free,

    /// <summary>It may change if the budget is not used up by others.</summary>
    Undecided,
}
