namespace PiecewiseLinear.Certificates;

/// <summary>Whether an input may differ from the point.</summary>
internal enum InputChange : byte
{
    /// <summary>It may, and takes one from the budget if it does.</summary>
    Undecided,

    /// <summary>It does not.</summary>
    Kept,

    /// <summary>It may, and has taken one from the budget.</summary>
    Free,
}

/// <summary>How the points of a node's set may differ from the point where the changes are limited: in free inputs, and in at most <see cref="Left"/> of the undecided ones. It does not change.</summary>
internal sealed class ChangeBudget
{
    private readonly InputChange[] _inputs;

    /// <summary>The budget of a root: all inputs are undecided.</summary>
    public ChangeBudget(CheckedPoint center, int left)
        : this(center, left, new InputChange[center.Exact.Length])
    {
    }

    private ChangeBudget(CheckedPoint center, int left, InputChange[] inputs) => (Center, Left, _inputs) = (center, left, inputs);

    public CheckedPoint Center { get; }

    /// <summary>How many of the undecided inputs may change.</summary>
    public int Left { get; }

    public ReadOnlySpan<InputChange> Inputs => _inputs;

    /// <summary>Whether an input has its value at the point on the whole set: it is kept, or undecided with nothing left.</summary>
    public bool IsFixed(int input) => _inputs[input] == InputChange.Kept || (_inputs[input] == InputChange.Undecided && Left == 0);

    /// <summary>The budget of a child that decides an undecided input.</summary>
    public ChangeBudget Decide(int input, bool free)
    {
        InputChange[] inputs = [.. _inputs];
        inputs[input] = free ? InputChange.Free : InputChange.Kept;
        return new ChangeBudget(Center, free ? Left - 1 : Left, inputs);
    }
}
