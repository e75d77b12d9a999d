using System.Runtime.InteropServices;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Chooses the neuron to split: a few candidates by what their relaxations cost the bound, at the minimizer and at most (as BaBSR, Bunel et al. 2020), each then tried with one bound of both children (filtered smart
/// branching, De Palma et al. 2021). Steers only.
/// </summary>
internal sealed unsafe class NeuronBranching : IDisposable
{
    private const int MostCandidates = 6;
    private const double WeightOfBetter = 0.1;
    private const int NearlySettled = -30;
    private static readonly double s_tiny = Math.ScaleB(1d, -500);
    private readonly PackedNetwork _network;
    private readonly DualAscent _trial;
    private readonly List<(int Neuron, double Score)> _byGap = [];
    private readonly List<(int Neuron, double Score)> _byOffset = [];
    private readonly List<int> _candidates = [];
    private readonly List<(int Request, int Neuron)> _tried = [];

    public NeuronBranching(PackedNetwork network, CompiledGroup group, int capacity)
    {
        _network = network;
        _trial = new DualAscent(new DualRows(network, group, capacity));
    }

    /// <summary>The best few neurons to split a row's node on, by its last trace; empty where no relaxation costs anything.</summary>
    /// <param name="rows">The engine.</param>
    /// <param name="row">The row.</param>
    /// <param name="ranges">The bounds: neurons settled but for last digits are left alone, since a checker may find them settled.</param>
    public int[] Candidates(DualRows rows, int row, NeuronRanges ranges)
    {
        _byGap.Clear();
        _byOffset.Clear();
        double* coefficients = rows.Coefficients.Row(row), z = rows.PreActivations.Row(row), alpha = rows.Alpha.Row(row), lambda = rows.Lambda.Row(row), offset = rows.Offset.Row(row);
        for (int p = 0; p < _network.Count; p++)
        {
            if (offset[p] <= 0d || coefficients[p] == 0d || IsNearlySettled(ranges.Bounds, p))
            {
                continue;
            }

            double c = coefficients[p], value = Math.Max(0d, z[p]);
            double gap = c < 0d ? -c * ((lambda[p] * z[p]) + offset[p] - value) : c * (value - (alpha[p] * z[p]));
            _byGap.Add((p, gap));
            _byOffset.Add((p, c < 0d ? -c * offset[p] : c * Math.Min(alpha[p], 1d - alpha[p]) * Math.Abs(z[p])));
        }

        _candidates.Clear();
        TakeBest(_byGap);
        TakeBest(_byOffset);
        return [.. _candidates];
    }

    /// <summary>For each node the candidate whose worse child has the best bound.</summary>
    public int[] Choose(IReadOnlyList<(NeuronNode Node, DualTarget Target, int[] Candidates)> requests, CancellationToken cancellationToken)
    {
        int[] chosen = [.. requests.Select(static request => request.Candidates[0])];
        double[] best = new double[requests.Count];
        Array.Fill(best, double.NegativeInfinity);
        _tried.Clear();
        _trial.Clear();
        for (int k = 0; k < requests.Count; k++)
        {
            (NeuronNode node, DualTarget target, int[] candidates) = requests[k];
            for (int c = 0; c < candidates.Length && candidates.Length > 1; c++)
            {
                if (2 * (_tried.Count + 1) > _trial.Rows.Capacity)
                {
                    Measure(chosen, best, cancellationToken);
                }

                _tried.Add((k, candidates[c]));
                _trial.Add(target, node.Ranges, new SplitPath(node.Path, candidates[c], Active: false), node.Settings);
                _trial.Add(target, node.Ranges, new SplitPath(node.Path, candidates[c], Active: true), node.Settings);
            }
        }

        Measure(chosen, best, cancellationToken);
        return chosen;
    }

    public void Dispose() => _trial.Dispose();

    private void Measure(int[] chosen, double[] best, CancellationToken cancellationToken)
    {
        _trial.Run(0, untilProved: false, moveSlopes: false, cancellationToken);
        for (int t = 0; t < _tried.Count; t++)
        {
            double inactive = Math.Min(0d, _trial.BestOf(2 * t)), active = Math.Min(0d, _trial.BestOf((2 * t) + 1));
            double value = Math.Min(inactive, active) + (WeightOfBetter * Math.Max(inactive, active));
            if (value > best[_tried[t].Request])
            {
                (best[_tried[t].Request], chosen[_tried[t].Request]) = (value, _tried[t].Neuron);
            }
        }

        _tried.Clear();
        _trial.Clear();
    }

    private bool IsNearlySettled(BoxBounds bounds, int packed)
    {
        int neuron = _network.NeuronOf[packed];
        return Math.Min(-bounds.Lower[neuron], bounds.Upper[neuron]) <= Math.ScaleB(Math.Max(_network.Magnitudes[packed], s_tiny), NearlySettled);
    }

    private void TakeBest(List<(int Neuron, double Score)> scores)
    {
        for (int k = 0; k < MostCandidates / 2 && _candidates.Count < MostCandidates; k++)
        {
            (int Neuron, double Score) top = (-1, 0d);
            foreach ((int neuron, double score) in CollectionsMarshal.AsSpan(scores))
            {
                if (score > top.Score && !_candidates.Contains(neuron))
                {
                    top = (neuron, score);
                }
            }

            if (top.Neuron < 0)
            {
                return;
            }

            _candidates.Add(top.Neuron);
        }
    }
}
