namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>Which kinds of steps a proof has.</summary>
internal sealed class ProofShape : IPropertyProofVisitor
{
    public HashSet<string> Kinds { get; } = new(StringComparer.Ordinal);

    public int Nodes { get; private set; }

    public void Group(int index)
    {
    }

    public void Node() => Nodes++;

    public void Inherit() => Kinds.Add("Inherit");

    public void Lemma(ReadOnlySpan<NeuronSide> sides, ReadOnlySpan<(int Neuron, double Alpha)> slopes, ReadOnlySpan<PhaseCase> cases) => Kinds.Add(cases.Length > 1 ? "LemmaByCases" : "Lemma");

    public void Multiplier(int neuron, double beta) => Kinds.Add("Multiplier");

    public void Slope(int neuron, double alpha) => Kinds.Add("Slope");

    public void Close(int disjunct, int row)
    {
        Kinds.Add("Close");
        if (disjunct > 0)
        {
            Kinds.Add("several disjuncts");
        }
    }

    public void CloseByCases(int disjunct, int row, ReadOnlySpan<PhaseCase> cases) => Kinds.Add(cases.Length > 1 ? "Cases" : "Slopes");

    public void Cut(int disjunct, int row, int input, bool upper, double end) => Kinds.Add("Cut");

    public void Leaf() => Kinds.Add("Leaf");

    public void Again() => Kinds.Add("Again");

    public void Split(int input, double at) => Kinds.Add("Split");

    public void SplitNeuron(int neuron) => Kinds.Add("SplitNeuron");

    public void SplitChange(int input) => Kinds.Add("SplitChange");

    public void SplitDisjuncts() => Kinds.Add("SplitDisjuncts");

    public void Exact(ExactFinish finish) => Kinds.Add("Exact");
}
