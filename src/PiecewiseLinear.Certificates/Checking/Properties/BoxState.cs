namespace PiecewiseLinear.Certificates;

/// <summary>
/// What a node of the tree inherits: its box, the phases split on its path, bounds of all pre-activations that are proven on its set (the points of the box, and of the ball where there is one, with these phases and no more changes than there may be),
/// slopes, and the polyhedra that are still open.
/// </summary>
internal sealed class BoxState(int inputs, int neurons)
{
    private int[] _path = new int[4];

    public double[] Low { get; } = new double[inputs];

    public double[] High { get; } = new double[inputs];

    public double[] Lower { get; } = new double[neurons];

    public double[] Upper { get; } = new double[neurons];

    /// <summary>The named lower slopes; not a number where none is named.</summary>
    public double[] Slopes { get; } = new double[neurons];

    /// <summary>How the points of the set may differ from the point where the changes are limited, or null.</summary>
    public ChangeBudget? Changes { get; set; }

    /// <summary>The numbers of the open polyhedra, ascending.</summary>
    public int[] Open { get; set; } = [];

    /// <summary>The number of nodes above.</summary>
    public int Depth { get; set; }

    /// <summary>The number of phases on the path.</summary>
    public int PathLength { get; private set; }

    /// <summary>The phase at a place of the path, counted from the root.</summary>
    public (int Neuron, bool Active) PhaseAt(int place) => (_path[place] >> 1, (_path[place] & 1) == 1);

    /// <summary>The phase of a neuron on the path, or null.</summary>
    public bool? PhaseOf(int neuron)
    {
        for (int k = 0; k < PathLength; k++)
        {
            if (_path[k] >> 1 == neuron)
            {
                return (_path[k] & 1) == 1;
            }
        }

        return null;
    }

    /// <summary>Restricts the set to a phase of a neuron, which settles it: an inactive one has l &lt; 0 from here on, whatever held before.</summary>
    public void Enter(int neuron, bool active)
    {
        if (PathLength == _path.Length)
        {
            Array.Resize(ref _path, 2 * PathLength);
        }

        _path[PathLength++] = (2 * neuron) + (active ? 1 : 0);
        if (active)
        {
            Lower[neuron] = Math.Max(Lower[neuron], 0d);
        }
        else
        {
            Upper[neuron] = Math.Min(Upper[neuron], 0d);
            Lower[neuron] = Math.Min(Lower[neuron], -1d);
        }
    }

    /// <summary>Decides whether an input may change.</summary>
    public void Decide(int input, bool free)
    {
        Changes = Changes!.Decide(input, free);
        Fix();
    }

    /// <summary>Inputs that cannot change (<see cref="ChangeBudget.IsFixed"/>) have the interval around their value at the point that their ends leave, which is empty where they do not hold it.</summary>
    public void Fix()
    {
        for (int j = 0; Changes is { } budget && j < Low.Length; j++)
        {
            if (budget.IsFixed(j))
            {
                (Low[j], High[j]) = (Math.Max(Low[j], budget.Center.Low[j]), Math.Min(High[j], budget.Center.High[j]));
            }
        }
    }

    /// <summary>Whether the bounds leave the sign of z open.</summary>
    public bool IsUnsettled(int neuron) => Lower[neuron] < 0d && Upper[neuron] > 0d;

    /// <summary>The phase that the bounds settle, or null: active where l ≥ 0, else inactive where u ≤ 0.</summary>
    public bool? Settled(int neuron) => Lower[neuron] >= 0d ? true : Upper[neuron] <= 0d ? false : null;

    public void CopyFrom(BoxState other)
    {
        other.Low.CopyTo(Low, 0);
        other.High.CopyTo(High, 0);
        other.Lower.CopyTo(Lower, 0);
        other.Upper.CopyTo(Upper, 0);
        other.Slopes.CopyTo(Slopes, 0);
        if (_path.Length < other.PathLength)
        {
            _path = new int[other._path.Length];
        }

        other._path.AsSpan(0, other.PathLength).CopyTo(_path);
        (Open, Depth, PathLength, Changes) = (other.Open, other.Depth, other.PathLength, other.Changes);
    }
}
