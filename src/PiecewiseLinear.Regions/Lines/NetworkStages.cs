using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The nodes of a network cut at its hidden layers: stage s holds the nodes that are computed when the phases of the layers before s are known and those of layer s are
/// not; the last stage ends with the last node. Stage s &gt; 0 starts with the ReLU of layer s − 1.
/// </summary>
internal sealed class NetworkStages
{
    private readonly int[] _starts;

    public NetworkStages(ReluNetwork network)
    {
        List<int> starts = [1];
        for (int i = 1; i < network.Nodes.Length; i++)
        {
            if (network.Nodes[i] is ReluNode)
            {
                starts.Add(i);
            }
        }

        starts.Add(network.Nodes.Length);
        _starts = [.. starts];
    }

    /// <summary>The number of stages: hidden layers + 1.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The indices of the nodes of a stage.</summary>
    public (int Start, int End) NodesOf(int stage) => (_starts[stage], _starts[stage + 1]);
}
