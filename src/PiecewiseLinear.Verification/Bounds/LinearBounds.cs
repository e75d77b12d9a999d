namespace PiecewiseLinear.Verification;

/// <summary>Rigorous linear bounds of a network on one box at a time. One instance a thread; <see cref="BoundedRoot.Open"/> makes them.</summary>
internal abstract unsafe class LinearBounds(int inputs) : IDisposable
{
    /// <summary>The number of rows that <see cref="BoundRows"/> takes at once.</summary>
    public const int MostRows = 64;

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>The set that the inputs keep to: the box bounded, and maybe a ball.</summary>
    public Concretization Set { get; init; } = new(ball: null);

    /// <summary>Neurons of the box last bounded whose canonical lower slope hangs on the last digits of their bounds, with the slope that was taken.</summary>
    public List<(int Neuron, double Alpha)> CloseSlopes { get; } = [];

    /// <summary>Tightens the bounds of all neurons that are unsettled under the bounds given, layer by layer, and makes the relaxations that <see cref="BoundRows"/> uses.</summary>
    /// <param name="box">The box and the bounds inherited; improved in place.</param>
    /// <param name="cancellationToken">Ends the work early; the bounds are then valid, but there are no relaxations.</param>
    /// <returns>The number of neurons still unsettled.</returns>
    public int Bound(BoxBounds box, CancellationToken cancellationToken)
    {
        CloseSlopes.Clear();
        int unsettled = 0;
        for (int l = 0; l < Layers && !cancellationToken.IsCancellationRequested; l++)
        {
            unsettled += BoundLayer(l, box, cancellationToken);
        }

        return unsettled;
    }

    /// <summary>Tightens one layer and makes its relaxations; the layers below must be done. Returns the number of its neurons that stay unsettled.</summary>
    public abstract int BoundLayer(int layer, BoxBounds box, CancellationToken cancellationToken);

    /// <summary>The number of hidden layers.</summary>
    protected abstract int Layers { get; }

    /// <summary>Computes linear lower bounds of the rows over the input, on the box last bounded.</summary>
    public abstract void BoundRows(ReadOnlySpan<CompiledRow> rows);

    /// <summary>The coefficients of the linear bound of a row.</summary>
    public abstract double* FormOf(int row);

    /// <summary>The constant of the linear bound of a row.</summary>
    public abstract double ConstantOf(int row);

    /// <summary>What rounding may cost a row's bound, the sum over a box included.</summary>
    public abstract double ErrorOf(int row);

    /// <summary>A proven lower bound of the row on a box inside the one that was bounded.</summary>
    public double Minimum(int row, ReadOnlySpan<double> low, ReadOnlySpan<double> high) => Set.Minimum(FormOf(row), ConstantOf(row), low, high) - ErrorOf(row);

    /// <summary>
    /// For each input how much of the looseness of the row hangs on it: each unsettled neuron's gap, times the size of the row's coefficient, shared among the inputs
    /// like the neuron's own spread over the box. Steers the choice of splits only.
    /// </summary>
    public abstract void AddSplitScores(int row, BoxBounds box, Span<double> scores);

    /// <summary>For each neuron what its relaxation may cost the row: the gap of its relaxation times the size of the row's coefficient, as last bounded. Steers the choice of splits only.</summary>
    public abstract void AddNeuronScores(int row, BoxBounds box, Span<double> scores);

    /// <summary>
    /// The unsettled neuron whose upper relaxation costs row <paramref name="row"/> most, as last bounded, or −1 where none costs anything. With it a bound of what all of them cost together.
    /// </summary>
    public abstract int CostliestNeuron(BoxBounds box, int row, out double total);

    /// <summary>
    /// How the bound of a row at a point changes with the lower slopes: for each unsettled neuron that enters the row with a positive coefficient, as last bounded, coefficient · z at the point, z through the row's own
    /// relaxations. A supergradient of the row's minimum over the box where the point is the minimizer. Steers only.
    /// </summary>
    public abstract void AddSlopeGradient(BoxBounds box, int row, ReadOnlySpan<double> point, List<(int Neuron, double Derivative)> gradient);

    /// <summary>Sets an unsettled neuron's lower slope, between 0 and 1, for the rows to come.</summary>
    public abstract void SetLowerSlope(BoxBounds box, int neuron, double alpha);

    /// <summary>Takes an unsettled neuron's output for 0 or for z in all bounds of rows to come: they then hold where z ≤ 0, or z ≥ 0.</summary>
    public abstract void FixPhase(BoxBounds box, int neuron, bool active);

    /// <summary>Takes the neuron's relaxation back to what its bounds say.</summary>
    public abstract void FreePhase(BoxBounds box, int neuron);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees native memory.</summary>
    protected abstract void Dispose(bool disposing);
}
