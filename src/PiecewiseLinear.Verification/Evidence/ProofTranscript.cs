using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Verification;

/// <summary>Writes a recorded proof into a certificate as it is visited.</summary>
internal sealed class ProofTranscript(ProofTreeWriter writer, CancellationToken cancellationToken) : IPropertyProofVisitor
{
    public void Group(int index)
    {
    }

    public void Node() => cancellationToken.ThrowIfCancellationRequested();

    public void Inherit() => writer.Inherit();

    public void Lemma(ReadOnlySpan<NeuronSide> sides, ReadOnlySpan<(int Neuron, double Alpha)> slopes, ReadOnlySpan<PhaseCase> cases)
        => writer.Lemma(
            sides.ToArray().Select(static side => (side.Neuron, side.Negated)), slopes.ToArray(), cases.ToArray().Select(static entry => new ProofCase(entry.Neuron, entry.Slopes, entry.Multipliers)));

    public void Multiplier(int neuron, double beta) => writer.Multiplier(neuron, beta);

    public void Slope(int neuron, double alpha) => writer.Slope(neuron, alpha);

    public void Close(int disjunct, int row) => writer.Close(disjunct, row);

    public void CloseByCases(int disjunct, int row, ReadOnlySpan<PhaseCase> cases)
        => writer.CloseByCases(disjunct, row, cases.ToArray().Select(static entry => new ProofCase(entry.Neuron, entry.Slopes, entry.Multipliers)));

    public void Cut(int disjunct, int row, int input, bool upper, double end) => writer.Cut(disjunct, row, input, upper, end);

    public void Leaf() => writer.Leaf();

    public void Again() => writer.Again();

    public void Split(int input, double at) => writer.Split(input, at);

    public void SplitNeuron(int neuron) => writer.SplitNeuron(neuron);

    public void SplitChange(int input) => writer.SplitChange(input);

    public void SplitDisjuncts() => writer.SplitPolyhedra();

    public void Exact(ExactFinish finish)
    {
        writer.Cells();
        foreach (ExactFinishTree tree in finish.Disjuncts)
        {
            foreach (ExactFinishNode node in tree.Nodes)
            {
                if (node.Neuron >= 0)
                {
                    writer.Phase(node.Neuron);
                }
                else
                {
                    writer.Refutation(node.Multipliers);
                }
            }
        }
    }
}
