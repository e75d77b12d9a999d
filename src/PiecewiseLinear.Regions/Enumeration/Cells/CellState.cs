using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Everything about the current path of one thread's walk: vertices, constraints, phases, forms. Buffers are reused; nothing is allocated per cell.</summary>
internal sealed class CellState<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Above it a vertex is sharpened before it meets a whole layer. It steers the work and decides nothing.</summary>
    private static readonly double Coarse = Math.ScaleB(1d, -33);

    /// <summary>Below it a vertex is as good as a refinement would make it.</summary>
    private static readonly double Fine = Math.ScaleB(1d, -48);

    private readonly double[] _outputForm;
    private readonly List<LayerFrame> _frames = [];

    /// <param name="plan">The network and the cube.</param>
    /// <param name="rigorous">False trusts the double filter blindly: the baseline of a benchmark, never used for answers.</param>
    public CellState(FormPlan plan, bool rigorous)
    {
        Plan = plan;
        _outputForm = new double[plan.Dimension + 2];
        Rigorous = rigorous;
        Forms = new FormColumns(plan, rigorous);
        Vertices = new VertexStore<TSet>(plan.Dimension);
        Rows = new PathRows(plan, TSet.Capacity);
        Phases = [.. plan.Network.HiddenLayers.Select(static layer => new ActivationPhase[layer.Width])];
        ExactForms = new ExactPath(plan, Phases);
        Exact = new ExactVertices<TSet>(plan, Vertices, Rows, ExactForms);
        for (int slot = 0; slot < Rows.BoxSlots; slot++)
        {
            BoxSides = BoxSides.With(slot);
            UpperSides = (slot & 1) == 1 ? UpperSides.With(slot) : UpperSides;
        }

        Refinement = new VertexRefinement<TSet>(plan, Vertices, Rows, Forms);
    }

    public FormPlan Plan { get; }

    /// <summary>The slots of the sides of the cube.</summary>
    public TSet BoxSides { get; }

    /// <summary>The slots of the upper sides of the cube.</summary>
    public TSet UpperSides { get; }

    public bool Rigorous { get; }

    public FormColumns Forms { get; }

    public VertexStore<TSet> Vertices { get; }

    public CellVertices Cells { get; } = new();

    public PathRows Rows { get; }

    /// <summary>The phases along the path: those of layers that are settled on the current cell are final.</summary>
    public ActivationPhase[][] Phases { get; }

    public ExactPath ExactForms { get; }

    public ExactVertices<TSet> Exact { get; }

    public VertexRefinement<TSet> Refinement { get; }

    /// <summary>The frame of a stage, by its depth on the path.</summary>
    public LayerFrame Frame(int stage)
    {
        while (_frames.Count <= stage)
        {
            _frames.Add(new LayerFrame(Plan.Dimension));
        }

        return _frames[stage];
    }

    /// <summary>The coordinates of a vertex.</summary>
    public ReadOnlySpan<double> Point(int vertex) => Vertices.Coordinates.AsSpan(vertex * Plan.Dimension, Plan.Dimension);

    /// <summary>Writes the signs of the wanted neurons of a frame at a vertex: by the filter, exactly where that does not decide.</summary>
    public void Classify(LayerFrame frame, int vertex, ulong wanted)
    {
        ulong open = frame.Filter(vertex, Point(vertex), Vertices.Errors[vertex], wanted);
        if (open != 0 && Rigorous)
        {
            ClassifyOpen(frame, vertex, open);
        }
    }

    /// <summary>Which signs a form behind the last layer (an output, a difference of outputs) takes at the vertices of a cell; the frame keeps them.</summary>
    public (bool Positive, bool Negative) OutputSigns(Cell cell, int index, LayerFrame frame)
    {
        Forms.CopyForm(Plan.Layers, index, _outputForm);
        frame.Fill(Plan.Layers, index, _outputForm, Rigorous);
        ulong positive = 0, negative = 0;
        foreach (int vertex in Cells.Of(cell))
        {
            Classify(frame, vertex, 1);
            positive |= frame.Positive[vertex];
            negative |= frame.Negative[vertex];
        }

        return (positive != 0, negative != 0);
    }

    /// <summary>
    /// What <see cref="Classify"/> does for a new vertex on the edge between two vertices whose signs are known: a form that has one sign at both ends, or is zero at
    /// one of them, has that sign in between; only forms of opposite signs are evaluated.
    /// </summary>
    public void ClassifyBetween(LayerFrame frame, int vertex, int first, int second, ulong wanted)
    {
        ulong positive = (frame.Positive[first] | frame.Positive[second]) & wanted;
        ulong negative = (frame.Negative[first] | frame.Negative[second]) & wanted;
        ulong opposite = positive & negative;
        ulong open = frame.Filter(vertex, Point(vertex), Vertices.Errors[vertex], opposite);
        frame.Positive[vertex] |= positive & ~opposite;
        frame.Negative[vertex] |= negative & ~opposite;
        if (open != 0 && Rigorous)
        {
            ClassifyOpen(frame, vertex, open);
        }
    }

    /// <summary>Sharpens the vertices of a cell that enters a new layer, where every one of them meets many forms.</summary>
    public void Sharpen(Cell cell)
    {
        foreach (int vertex in Cells.Of(cell))
        {
            if (Vertices.Errors[vertex] > Coarse)
            {
                Refinement.Refine(vertex);
            }
        }
    }

    /// <summary>The union of the tight sets of a cell's vertices: the constraints that touch it.</summary>
    public TSet Touching(Cell cell)
    {
        TSet all = default;
        foreach (int vertex in Cells.Of(cell))
        {
            all |= Vertices.Tight[vertex];
        }

        return all;
    }

    /// <summary>Whether exactly k constraints are tight at every vertex.</summary>
    public bool IsSimple(ReadOnlySpan<int> cell)
    {
        foreach (int vertex in cell)
        {
            if (Vertices.Tight[vertex].Count != Plan.Dimension)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether only two vertices of the cell have all of these constraints tight.</summary>
    public bool IsEdge(Cell cell, TSet common)
    {
        int found = 0;
        foreach (int vertex in Cells.Of(cell))
        {
            if (common.IsSubsetOf(Vertices.Tight[vertex]) && ++found > 2)
            {
                return false;
            }
        }

        return true;
    }

    private void ClassifyOpen(LayerFrame frame, int vertex, ulong open)
    {
        if (Vertices.Errors[vertex] > Fine && Refinement.Refine(vertex))
        {
            ulong positive = frame.Positive[vertex], negative = frame.Negative[vertex];
            open = frame.Filter(vertex, Point(vertex), Vertices.Errors[vertex], open);
            frame.Positive[vertex] |= positive;
            frame.Negative[vertex] |= negative;
        }

        for (; open != 0; open &= open - 1)
        {
            int bit = BitOperations.TrailingZeroCount(open);
            int sign = Exact.Sign(frame.Layer, frame.Neuron(bit), vertex);
            frame.Positive[vertex] |= sign > 0 ? 1UL << bit : 0;
            frame.Negative[vertex] |= sign < 0 ? 1UL << bit : 0;
        }
    }
}
