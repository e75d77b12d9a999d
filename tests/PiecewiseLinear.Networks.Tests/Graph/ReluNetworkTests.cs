namespace PiecewiseLinear.Networks.Tests.Graph;

public sealed class ReluNetworkTests
{
    [Fact]
    public void LayersAreCountedInNodeOrder()
    {
        ReluNetwork network = new(
            [
                new InputNode(2, "x"),
                new ReluNode(2, "r0", 0, 0),
                new AffineNode(3, "a", [new AffineTerm(1, new DenseOperator(3, 2, [1, 2, 3, 4, 5, 6]))], [0, 0, 0]),
                new ReluNode(3, "r1", 2, 1),
            ],
            3);
        Assert.Equal((2, 3, 5, 2), (network.InputDimension, network.OutputDimension, network.HiddenNeurons, network.HiddenLayers.Length));
    }

    public static TheoryData<string, NetworkNode[], int> Malformed => new()
    {
        { "starts with its input node", [new ReluNode(1, "r", 0, 0)], 0 },
        { "output node 1 is not one of the 1 nodes", [new InputNode(1, "x")], 1 },
        { "expected at least one component", [new InputNode(0, "x")], 0 },
        { "a second input", [new InputNode(1, "x"), new InputNode(1, "z")], 0 },
        { "its source comes earlier and has its width", [new InputNode(1, "x"), new ReluNode(2, "r", 0, 0)], 1 },
        { "its source comes earlier and has its width", [new InputNode(1, "x"), new ReluNode(1, "r", 1, 0)], 1 },
        { "numbered from 0 in node order", [new InputNode(1, "x"), new ReluNode(1, "r", 0, 1)], 1 },
        { "the divisor is positive", [new InputNode(1, "x"), new AffineNode(1, "a", [], [0], 0)], 1 },
        { "the bias has the node's width and is finite", [new InputNode(1, "x"), new AffineNode(1, "a", [], [0, 1])], 1 },
        { "the bias has the node's width and is finite", [new InputNode(1, "x"), new AffineNode(1, "a", [], [double.NaN])], 1 },
        { "a column for each component of its source", [new InputNode(1, "x"), Affine(new DenseOperator(1, 2, [1, 2]))], 1 },
        { "a row for each component", [new InputNode(1, "x"), Affine(new DenseOperator(2, 1, [1, 2]))], 1 },
        { "as many finite weights as its shape", [new InputNode(1, "x"), Affine(new DenseOperator(1, 1, [1, 2]))], 1 },
        { "as many finite weights as its shape", [new InputNode(1, "x"), Affine(new DiagonalOperator([double.PositiveInfinity]))], 1 },
        { "ascending", [new InputNode(1, "x"), Affine(new SparseOperator(1, 1, [0, 2], [0, 0], [1, 2]))], 1 },
        { "ascending", [new InputNode(1, "x"), Affine(new SparseOperator(1, 1, [0, 1], [1], [1]))], 1 },
        { "ascending", [new InputNode(1, "x"), Affine(new SparseOperator(1, 1, [0, 2], [0], [1]))], 1 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void AMalformedGraphIsRefusedByName(string expectation, NetworkNode[] nodes, int output)
        => Assert.Contains(expectation, Assert.Throws<ArgumentException>(() => new ReluNetwork([.. nodes], output)).Message, StringComparison.Ordinal);

    private static AffineNode Affine(LinearOperator matrix) => new(1, "a", [new AffineTerm(0, matrix)], [0]);
}
