namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A set of changes: inputs that may change freely, undecided inputs of which at most so many may change, and bounds of all pre-activations on it.</summary>
internal sealed class SupportNode(int inputs, int neurons)
{
    /// <summary>What is decided about each input.</summary>
    public InputRole[] Roles { get; } = new InputRole[inputs];

    /// <summary>How many undecided inputs may change.</summary>
    public int Budget { get; set; }

    /// <summary>Lower bounds of the pre-activations.</summary>
    public double[] Lower { get; } = new double[neurons];

    /// <summary>Upper bounds of the pre-activations.</summary>
    public double[] Upper { get; } = new double[neurons];

    /// <summary>An upper bound of the best margin of another label; what is searched first.</summary>
    public double Margin { get; set; } = double.PositiveInfinity;

    /// <summary>The undecided input that matters most; −1 where none is undecided.</summary>
    public int Branch { get; set; } = -1;

    /// <summary>Whether the other labels are still open, in the order of the goal's cases.</summary>
    public required bool[] Open { get; init; }

    public SupportNode Child(int input, InputRole role)
    {
        SupportNode child = new(Roles.Length, Lower.Length) { Open = [.. Open], Budget = Budget - (role == InputRole.Free ? 1 : 0), Margin = Margin };
        Roles.CopyTo(child.Roles, 0);
        Lower.CopyTo(child.Lower, 0);
        Upper.CopyTo(child.Upper, 0);
        child.Roles[input] = role;
        if (child.Budget == 0)
        {
            child.Roles.AsSpan().Replace(InputRole.Undecided, InputRole.Kept);
        }

        return child;
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
