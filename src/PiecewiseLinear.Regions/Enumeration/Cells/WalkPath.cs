using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Where a walk begins: at the node reached by these choices at the splits of the tree. The subtrees to the left of the path are not walked; those to
/// the right of it are from depth <paramref name="Base"/> on.
/// </summary>
/// <param name="Choices">One phase a split, from the root.</param>
/// <param name="Base">Splits above this depth belong to others: only their choice on the path is followed.</param>
/// <param name="CountFrom">The first hidden layer whose cell on the path is not counted yet; those of the layers before it are.</param>
/// <param name="IsNew">Whether the cell behind the last choice was never looked at: true for a side of a split that is given away, false for a place where a walk stopped.</param>
internal sealed record WalkStart(bool[] Choices, int Base, int CountFrom, bool IsNew)
{
    /// <summary>The whole tree.</summary>
    public static WalkStart Root { get; } = new([], 0, 0, IsNew: true);
}

/// <summary>The choices of the current path of a walk, and the replay of the choices that lead to its start.</summary>
internal sealed class WalkPath
{
    private bool[] _choices = new bool[256];
    private bool[] _given = new bool[256];
    private double[] _weights = new double[257];
    private int[] _layers = new int[256];
    private bool _reachedLeaf;
    private WalkStart _start = WalkStart.Root;
    private bool _replaying;

    /// <summary>The number of splits on the path.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the walk is past its start: what it sees is counted.</summary>
    public bool IsFresh => !_replaying;

    /// <summary>The part of the whole tree's weight behind the walk, between 0 and 1; for estimates only.</summary>
    public double DoneWeight { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Begin(WalkStart start)
    {
        _start = start;
        _replaying = start.Choices.Length > 0 || !start.IsNew;
        _reachedLeaf = false;
        Depth = 0;
        DoneWeight = 0d;
        _weights[0] = 1d;
    }

    /// <summary>At a split. Returns whether it is part of the replay.</summary>
    public bool ReachSplit()
    {
        bool replayed = _replaying;
        _replaying &= Depth < _start.Choices.Length;
        return replayed;
    }

    /// <summary>At a leaf.</summary>
    /// <exception cref="RegionQueryException">The start lies beyond it: it belongs to another tree.</exception>
    public void ReachLeaf()
    {
        if (_replaying && Depth < _start.Choices.Length)
        {
            throw new RegionQueryException("resume_token", $"the resume token has {_start.Choices.Length} choices, but the path ends after {Depth}: it belongs to another question");
        }

        _replaying = false;
        _reachedLeaf = true;
    }

    /// <summary>Whether a cell of a layer that was just settled is to be counted: it is not if that was done before the walk's start.</summary>
    public bool Counts(int layer) => _reachedLeaf || layer >= _start.CountFrom;

    /// <summary>The leaf just visited is done. Always true.</summary>
    public bool CompleteLeaf()
    {
        DoneWeight += _weights[Depth];
        return true;
    }

    /// <summary>Enters a side of the current split unless it is not to be walked.</summary>
    /// <param name="phase">The side.</param>
    /// <param name="share">Its part of the weight of the cell.</param>
    /// <param name="layer">The layer of the neuron that splits.</param>
    public bool Take(ActivationPhase phase, double share, int layer)
    {
        bool active = phase == ActivationPhase.Active;
        if (_replaying)
        {
            if (_start.Choices[Depth] != active)
            {
                DoneWeight += Depth >= _start.Base ? _weights[Depth] * share : 0d;
                return false;
            }
        }
        else if (active && (Depth < _start.Base || _given[Depth]))
        {
            return false;
        }

        if (Depth == _choices.Length)
        {
            Array.Resize(ref _choices, 2 * Depth);
            Array.Resize(ref _given, 2 * Depth);
            Array.Resize(ref _weights, (2 * Depth) + 1);
            Array.Resize(ref _layers, 2 * Depth);
        }

        _given[Depth] = false;
        _layers[Depth] = layer;
        _weights[Depth + 1] = _weights[Depth] * share;
        _choices[Depth++] = active;
        _replaying &= Depth < _start.Choices.Length || !_start.IsNew;
        return true;
    }

    /// <summary>Leaves the side entered last.</summary>
    public void Leave() => Depth--;

    /// <summary>A place to go on from the node the walk is at.</summary>
    /// <param name="countFrom">The first layer whose cell on the path is not counted.</param>
    public WalkStart Here(int countFrom) => new(_choices[..Depth], 0, countFrom, IsNew: false);

    /// <summary>
    /// Gives away the largest pending part of the walk: the active side of the shallowest split whose inactive side is being walked. Null if there is none.
    /// </summary>
    public WalkStart? GiveAway()
    {
        for (int depth = _start.Base; depth < Depth && !_replaying; depth++)
        {
            if (!_choices[depth] && !_given[depth])
            {
                _given[depth] = true;
                return new WalkStart([.. _choices[..depth], true], depth + 1, _layers[depth], IsNew: true);
            }
        }

        return null;
    }
}
