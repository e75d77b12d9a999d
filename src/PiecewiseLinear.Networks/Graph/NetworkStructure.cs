using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>The invariants that every <see cref="ReluNetwork"/> holds.</summary>
internal static class NetworkStructure
{
    public static void Validate(ImmutableArray<NetworkNode> nodes, int outputNode)
    {
        if (nodes.IsDefaultOrEmpty || nodes[0] is not InputNode)
        {
            throw new ArgumentException("a network starts with its input node");
        }

        if (outputNode < 0 || outputNode >= nodes.Length)
        {
            throw new ArgumentException($"output node {outputNode} is not one of the {nodes.Length} nodes");
        }

        if (nodes.FirstOrDefault(static node => node.Width < 1) is { } empty)
        {
            throw new ArgumentException($"node '{empty.Name}' has {empty.Width} components; expected at least one component");
        }

        int layers = 0;
        for (int i = 1; i < nodes.Length; i++)
        {
            switch (nodes[i])
            {
                case InputNode:
                    throw new ArgumentException($"node {i} ('{nodes[i].Name}') is a second input; a network has one");
                case ReluNode relu:
                    Expect(relu.Source >= 0 && relu.Source < i && nodes[relu.Source].Width == relu.Width, i, relu, "its source comes earlier and has its width");
                    Expect(relu.Layer == layers++, i, relu, "hidden layers are numbered from 0 in node order");
                    break;
                case AffineNode affine:
                    ValidateAffine(nodes, i, affine);
                    break;
                default:
                    throw new ArgumentException($"node {i} is of the unknown kind {nodes[i].GetType().Name}");
            }
        }
    }

    private static void ValidateAffine(ImmutableArray<NetworkNode> nodes, int index, AffineNode affine)
    {
        Expect(affine.Divisor > 0, index, affine, "the divisor is positive");
        Expect(affine.Bias.Length == affine.Width && affine.Bias.All(double.IsFinite), index, affine, "the bias has the node's width and is finite");
        foreach (AffineTerm term in affine.Terms)
        {
            Expect(term.Source >= 0 && term.Source < index, index, affine, "its sources come earlier");
            Expect(term.Operator.Rows == affine.Width, index, affine, "each matrix has a row for each component");
            Expect(term.Operator.Columns == nodes[term.Source].Width, index, affine, "each matrix has a column for each component of its source");
            Expect(OperatorStructure.HasFiniteWeights(term.Operator), index, affine, "each matrix has as many finite weights as its shape asks for");
            Expect(OperatorStructure.HasOrderedRows(term.Operator), index, affine, "the columns within each row of a sparse matrix are distinct and ascending");
        }
    }

    private static void Expect(bool holds, int index, NetworkNode node, string expectation)
    {
        if (!holds)
        {
            throw new ArgumentException($"node {index} ('{node.Name}') is malformed: expected that {expectation}");
        }
    }
}
