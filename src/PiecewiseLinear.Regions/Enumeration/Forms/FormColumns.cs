using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The affine forms of every node along the current path, in double with a rigorous error: for each node k + 2 columns over its components, the k coefficients,
/// the constant, and a bound err with |ẑᵢ(x) − zᵢ(x)| ≤ errᵢ for every x of the cube [−1, 1]^k. One per thread.
/// </summary>
/// <remarks>
/// <para>
/// Write Mⱼ = Σ_c |Âⱼc| + |b̂ⱼ|, which bounds |ẑⱼ| on the cube. The coefficients of Σⱼ Wᵢⱼ·zⱼ + bᵢ computed from rounded ones are off by at most
/// γ·Σⱼ|Wᵢⱼ||Âⱼc| each (γ = n·u/(1 − n·u) for n operations in any order, with or without fused multiply-add), so on the cube the rounding
/// costs at most γ·(Σⱼ|Wᵢⱼ|·Mⱼ + |bᵢ|), and the errors of the sources add Σⱼ|Wᵢⱼ|·errⱼ: err′ᵢ = Σⱼ|Wᵢⱼ|(errⱼ + γMⱼ) + γ|bᵢ|, one more
/// product with the matrix of magnitudes. It is inflated by (1 + (4n + 16)u) and n·2⁻¹⁰⁶⁰ for its own rounding and underflow. A form without active sources and
/// without bias is exactly zero and has err = 0. ReLU selects: a cell has one phase for each neuron, so its forms are those of the active ones.
/// </para>
/// <para>Sources: N. Higham, Accuracy and Stability of Numerical Algorithms, §3.1. Cost of a node: (k + 2) · rows · active columns.</para>
/// </remarks>
internal sealed class FormColumns
{
    private readonly FormPlan _plan;
    private readonly double[][] _columns;
    private readonly int[][] _active;
    private readonly int[] _activeCount;
    private readonly int[] _resolved;
    private readonly bool _rigorous;
    private readonly double[] _spread;

    /// <param name="plan">The network.</param>
    /// <param name="rigorous">False leaves the errors out (a benchmark's baseline, never used for answers).</param>
    public FormColumns(FormPlan plan, bool rigorous)
    {
        _plan = plan;
        _rigorous = rigorous;
        int count = plan.Network.Nodes.Length;
        _columns = new double[count][];
        _active = new int[count][];
        _activeCount = new int[count];
        _resolved = new int[count];
        int widest = 8;
        for (int i = 0; i < count; i++)
        {
            NetworkNode node = plan.Network.Nodes[i];
            widest = Math.Max(widest, node.Width);
            _resolved[i] = node is ReluNode relu && !plan.IsMasked[i] ? relu.Source : i;
            _columns[i] = node switch
            {
                InputNode => plan.RootColumns(),
                AffineNode or ReluNode when _resolved[i] == i => new double[(plan.Dimension + 2) * FormPlan.Padded(node.Width)],
                _ => [],
            };
            _active[i] = [.. Enumerable.Range(0, node.Width)];
            _activeCount[i] = node.Width;
        }

        _spread = new double[widest];
    }

    /// <summary>The columns of a node; column c starts at c · <see cref="Stride"/>. Behind a ReLU those of inactive neurons may be anything, unless the plan masks it.</summary>
    public double[] Columns(int node) => _columns[_resolved[node]];

    /// <summary>The length of a column.</summary>
    public int Stride(int node) => FormPlan.Padded(_plan.Network.Nodes[node].Width);

    /// <summary>
    /// Copies one form: k coefficients, the constant, the error. Behind the last layer come the outputs (<see cref="OutputDifference"/>).
    /// </summary>
    public void CopyForm(int layer, int neuron, Span<double> target)
    {
        if (layer < _plan.Layers)
        {
            CopyComponent(_plan.Network.HiddenLayers[layer].Source, neuron, target);
            return;
        }

        (int first, int second) = OutputDifference.Outputs(neuron, _plan.Network.OutputDimension);
        CopyComponent(_plan.Network.OutputNode, first, target);
        if (second >= 0)
        {
            Subtract(second, target);
        }
    }

    private void CopyComponent(int node, int index, Span<double> target)
    {
        double[] columns = Columns(node);
        int stride = Stride(node);
        for (int c = 0; c < target.Length; c++)
        {
            target[c] = columns[(c * stride) + index];
        }
    }

    /// <summary>Subtracts an output: the errors add up, and each difference is rounded once.</summary>
    private void Subtract(int output, Span<double> target)
    {
        Span<double> other = target.Length <= 64 ? stackalloc double[target.Length] : new double[target.Length];
        CopyComponent(_plan.Network.OutputNode, output, other);
        double magnitude = 0d;
        for (int c = 0; c < target.Length - 1; c++)
        {
            magnitude += Math.Abs(target[c]) + Math.Abs(other[c]);
            target[c] -= other[c];
        }

        target[^1] = _rigorous ? ((target[^1] + other[^1] + (2d * RoundingBounds.UnitRoundoff * magnitude)) * (1d + (64d * RoundingBounds.UnitRoundoff))) + RoundingBounds.Underflow : 0d;
    }

    /// <summary>Sets which neurons of a hidden layer are active.</summary>
    public void SetPhases(int layer, ReadOnlySpan<ActivationPhase> phases)
    {
        int node = _plan.ReluNodes[layer];
        int[] active = _active[node];
        int count = 0;
        for (int i = 0; i < phases.Length; i++)
        {
            active[count] = i;
            count += (int)phases[i];
        }

        _activeCount[node] = count;
    }

    /// <summary>Composes the affine nodes from <paramref name="first"/> up to but not including <paramref name="end"/>.</summary>
    public void Compose(int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            if (_plan.Nodes[i] is { } plan)
            {
                Compose(plan, _columns[i]);
            }
            else if (_plan.IsMasked[i])
            {
                Mask(i, (ReluNode)_plan.Network.Nodes[i]);
            }
        }
    }

    private void Mask(int node, ReluNode relu)
    {
        int stride = Stride(node);
        double[] source = Columns(relu.Source), target = _columns[node];
        Array.Clear(target);
        foreach (int j in _active[node].AsSpan(0, _activeCount[node]))
        {
            for (int c = 0; c < _plan.Dimension + 2; c++)
            {
                target[(c * stride) + j] = source[(c * stride) + j];
            }
        }
    }

    private void Compose(AffinePlan plan, double[] target)
    {
        int k = _plan.Dimension, stride = plan.Stride;
        Array.Clear(target);
        ReadOnlySpan<double> bias = plan.Node.Bias.AsSpan();
        bias.CopyTo(target.AsSpan(k * stride));
        if (_rigorous)
        {
            for (int i = 0; i < bias.Length; i++)
            {
                target[((k + 1) * stride) + i] = bias[i] == 0d ? 0d : (Math.Abs(bias[i]) * plan.Gamma) + RoundingBounds.Least;
            }
        }

        bool anyActive = false;
        for (int t = 0; t < plan.Node.Terms.Length; t++)
        {
            AffineTerm term = plan.Node.Terms[t];
            anyActive |= _activeCount[term.Source] > 0;
            Spread(term.Source, plan.Gamma);
            FormProducts.Source source = new(
                Columns(term.Source), Stride(term.Source), _active[term.Source].AsSpan(0, _activeCount[term.Source]), _rigorous ? _spread : []);
            if (plan.Transposed[t] is { } weights)
            {
                FormProducts.AddDense(weights, source, k, target, stride);
            }
            else
            {
                FormProducts.AddThin(term.Operator, source, k, target, stride);
            }
        }

        if (_rigorous)
        {
            Inflate(plan, target, anyActive);
        }
    }

    /// <summary>errⱼ + γ·Mⱼ of the active components of a source.</summary>
    private void Spread(int source, double gamma)
    {
        if (!_rigorous)
        {
            return;
        }

        int k = _plan.Dimension, stride = Stride(source);
        ReadOnlySpan<double> columns = Columns(source);
        ReadOnlySpan<int> active = _active[source].AsSpan(0, _activeCount[source]);
        foreach (int j in active)
        {
            double magnitude = 0d;
            for (int c = 0; c <= k; c++)
            {
                magnitude += Math.Abs(columns[(c * stride) + j]);
            }

            _spread[j] = (magnitude * gamma) + columns[((k + 1) * stride) + j] + (magnitude > 0d ? RoundingBounds.Least : 0d);
        }
    }

    private void Inflate(AffinePlan plan, double[] target, bool anyActive)
    {
        int k = _plan.Dimension, stride = plan.Stride, divisor = plan.Node.Divisor;
        double factor = 1d + (((4d * plan.Operations) + 16d) * RoundingBounds.UnitRoundoff);
        double underflow = plan.Operations * (k + 2) * RoundingBounds.Underflow;
        for (int i = 0; i < plan.Node.Width; i++)
        {
            ref double error = ref target[((k + 1) * stride) + i];
            if (divisor != 1)
            {
                double magnitude = 0d;
                for (int c = 0; c <= k; c++)
                {
                    target[(c * stride) + i] /= divisor;
                    magnitude += Math.Abs(target[(c * stride) + i]);
                }

                error = (error / divisor) + (2d * RoundingBounds.UnitRoundoff * magnitude);
            }

            error = anyActive || error > 0d ? (error * factor) + underflow : 0d;
        }
    }
}
