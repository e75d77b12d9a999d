namespace PiecewiseLinear.Verification;

/// <summary>The root of a search on a chain: bounds layer by layer, and with them the magnitudes of the next layer.</summary>
internal sealed class ChainRoot : BoundedRoot
{
    private readonly ChainNetwork _network;
    private readonly ChainMagnitudes _magnitudes;
    private readonly InputBall? _ball;

    public ChainRoot(ChainNetwork network, CompiledGroup group, CancellationToken cancellationToken)
    {
        _network = network;
        _ball = group.Ball;
        _magnitudes = new ChainMagnitudes(network, group.Low, group.High);
        Box = new BoxBounds(network.Inputs, network.Neurons);
        group.Low.CopyTo(Box.Low, 0);
        group.High.CopyTo(Box.High, 0);
        group.Changes?.Cut(Box.Low, Box.High);
        using ChainBounds bounds = new(network, _magnitudes) { Set = new Concretization(group.Ball) { Changes = group.Changes } };
        for (int layer = 0; layer < network.Hidden; layer++)
        {
            int start = network.FirstNeurons[layer], width = network.Weights[layer].Rows;
            for (int i = 0; i < width; i++)
            {
                Box.Upper[start + i] = _magnitudes.Terms[layer][i];
                Box.Lower[start + i] = -_magnitudes.Terms[layer][i];
            }

            bounds.BoundLayer(layer, Box, cancellationToken);
            double[] largest = new double[width];
            for (int i = 0; i < width; i++)
            {
                largest[i] = Math.Max(0d, Box.Upper[start + i]);
            }

            _magnitudes.Add(layer + 1, largest);
        }
    }

    public override int Neurons => _network.Neurons;

    public override bool IsUsable => _magnitudes.AreUsable;

    public override BoxBounds Box { get; }

    public override LinearBounds Open() => new ChainBounds(_network, _magnitudes) { Set = new Concretization(_ball) };
}
