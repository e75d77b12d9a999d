using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Verification;

/// <summary>The recorded proof that D has no point in the open ball of the lower bound, or none in the domain at all.</summary>
public sealed class RadiusProof
{
    private readonly ProofTree? _tree;
    private readonly ExactFinish? _cells;

    internal RadiusProof(ProofTree tree) => _tree = tree;

    internal RadiusProof(ExactFinish cells) => _cells = cells;

    internal void Write(ProofTreeWriter writer, CancellationToken cancellationToken)
    {
        ProofTranscript transcript = new(writer, cancellationToken);
        if (_tree is not null)
        {
            _tree.Visit(transcript);
            return;
        }

        writer.Inherit();
        transcript.Exact(_cells!);
    }
}
