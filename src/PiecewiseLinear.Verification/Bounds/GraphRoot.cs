using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>The root of a search on any graph.</summary>
internal sealed class GraphRoot : BoundedRoot
{
    private readonly ReluNetwork _network;
    private readonly GraphMagnitudes _magnitudes;
    private readonly InputBall? _ball;

    public GraphRoot(ReluNetwork network, CompiledGroup group, CancellationToken cancellationToken)
    {
        _network = network;
        _ball = group.Ball;
        _magnitudes = new GraphMagnitudes(network, group.Low, group.High);
        Box = new BoxBounds(network.InputDimension, network.HiddenNeurons);
        group.Low.CopyTo(Box.Low, 0);
        group.High.CopyTo(Box.High, 0);
        group.Changes?.Cut(Box.Low, Box.High);
        using GraphBounds bounds = new(network, _magnitudes) { Set = new Concretization(group.Ball) { Changes = group.Changes } };
        int start = 0;
        for (int i = 1; i < network.Nodes.Length; i++)
        {
            if (network.Nodes[i] is AffineNode affine)
            {
                _magnitudes.AddAffine(i, affine);
            }
            else if (network.Nodes[i] is ReluNode relu)
            {
                double[] magnitudes = _magnitudes.Values[relu.Source], largest = new double[magnitudes.Length];
                for (int n = 0; n < relu.Width; n++)
                {
                    (Box.Lower[start + n], Box.Upper[start + n]) = (-magnitudes[n], magnitudes[n]);
                }

                bounds.BoundLayer(relu.Layer, Box, cancellationToken);
                for (int n = 0; n < relu.Width; n++)
                {
                    largest[n] = Math.Max(0d, Box.Upper[start + n]);
                }

                _magnitudes.AddRelu(i, largest);
                start += relu.Width;
            }
        }

        CloseSlopes = [.. bounds.CloseSlopes];
    }

    /// <summary>The canonical slopes that hang on the last digits of the bounds.</summary>
    public IReadOnlyList<(int Neuron, double Alpha)> CloseSlopes { get; }

    /// <summary>The magnitudes of all nodes.</summary>
    public GraphMagnitudes Magnitudes => _magnitudes;

    public override int Neurons => _network.HiddenNeurons;

    public override bool IsUsable => _magnitudes.AreUsable;

    public override BoxBounds Box { get; }

    public override LinearBounds Open() => new GraphBounds(_network, _magnitudes) { Set = new Concretization(_ball) };
}
