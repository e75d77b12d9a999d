using System.Numerics;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The linear programs of a stage: one warm-started session over the sides of the cube, the rows of the path, and both rows of each of the stage's neurons, which
/// are taken in while the path is on that side of it.
/// </summary>
internal sealed class StageRows : IDisposable
{
    private readonly ProgramState _state;
    private readonly DenseSession _session;
    private readonly SplitRow[] _rows;
    private readonly bool[] _active;
    private readonly double[] _objective;
    private bool _started;

    public StageRows(ProgramState state, LayerFrame frame)
    {
        _state = state;
        int k = state.Plan.Dimension;
        FirstSplit = 2 * k;
        FirstCandidate = FirstSplit + state.Rows.Count;
        _rows = new SplitRow[FirstCandidate - FirstSplit + (2 * frame.Count)];
        state.Rows.CopyTo(_rows);
        for (int bit = 0; bit < frame.Count; bit++)
        {
            _rows[FirstCandidate - FirstSplit + (2 * bit)] = state.Row(frame.Layer, frame.Neuron(bit), ActivationPhase.Inactive);
            _rows[FirstCandidate - FirstSplit + (2 * bit) + 1] = state.Row(frame.Layer, frame.Neuron(bit), ActivationPhase.Active);
        }

        System = new HRepresentation(k, [.. CubeSides(k), .. _rows.Select(static row => row.HalfSpace)]);
        _active = [.. Enumerable.Repeat(true, FirstCandidate), .. new bool[2 * frame.Count]];
        _session = new DenseSession(System);
        for (int row = FirstCandidate; row < System.Count; row++)
        {
            _session.SetActive(row, active: false);
        }

        _objective = new double[k];
    }

    /// <summary>All rows.</summary>
    public HRepresentation System { get; }

    /// <summary>The first row of a split of the path.</summary>
    public int FirstSplit { get; }

    /// <summary>The first row of a neuron of the stage; two for each, inactive first.</summary>
    public int FirstCandidate { get; }

    /// <summary>Whether a row is part of the current cell.</summary>
    public ReadOnlySpan<bool> Active => _active;

    /// <summary>The number of a neuron's row.</summary>
    public int RowOf(int bit, ActivationPhase phase) => FirstCandidate + (2 * bit) + (int)phase;

    /// <summary>A row that is no side of the cube.</summary>
    public SplitRow this[int row] => _rows[row - FirstSplit];

    /// <summary>Enters or leaves one side of a neuron's wall.</summary>
    public void SetActive(int row, bool active)
    {
        _active[row] = active;
        _session.SetActive(row, active);
        if (active)
        {
            _state.Rows.Add(this[row]);
        }
        else
        {
            _state.Rows.RemoveAt(_state.Rows.Count - 1);
        }
    }

    /// <summary>Looks for the largest violation of a row in the current cell.</summary>
    /// <param name="row">The row.</param>
    /// <param name="start">A point inside, where the first program of the stage starts.</param>
    public LinearProgramCandidate Violate(int row, ReadOnlySpan<double> start)
    {
        _state.LinearPrograms++;
        for (int c = 0; c < _objective.Length; c++)
        {
            _objective[c] = System.Columns[(c * System.Stride) + row];
        }

        // Later programs start where the last one ended, most of the way to any optimum: half the time of starting inside (64 dimensions).
        if (!_started)
        {
            _session.StartAt(start);
            _started = true;
        }

        return _session.Maximize(_objective, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>−s ≤ 1 and s ≤ 1 for each coordinate.</summary>
    public static IEnumerable<HalfSpace> CubeSides(int k)
    {
        for (int side = 0; side < 2 * k; side++)
        {
            BigInteger[] normal = new BigInteger[k];
            normal[side >> 1] = (side & 1) == 0 ? BigInteger.MinusOne : BigInteger.One;
            yield return new HalfSpace([.. normal], BigInteger.One);
        }
    }
}
