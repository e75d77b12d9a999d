using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The network under construction.</summary>
internal sealed class LoweringGraph
{
    /// <summary>The largest sum of the widths of all nodes and of the stored numbers of all matrices; keeps a small hostile file from asking for all memory.</summary>
    public const long MaxNumbers = 1L << 27;

    private readonly long _allowed;

    private readonly ImmutableArray<NetworkNode>.Builder _nodes = ImmutableArray.CreateBuilder<NetworkNode>();
    private readonly List<bool> _dependent = [];
    private int _layers;
    private long _numbers;

    /// <param name="inputName">The input tensor.</param>
    /// <param name="inputWidth">Its number of elements.</param>
    /// <param name="allowed">How many numbers may be stored in all.</param>
    public LoweringGraph(string inputName, int inputWidth, long allowed = MaxNumbers)
    {
        _allowed = allowed;
        Add(new InputNode(inputWidth, inputName));
    }

    /// <summary>How many numbers may still be stored.</summary>
    public long Remaining => _allowed - _numbers;

    /// <summary>
    /// How many numbers the network of a file may have: four million and a thousand a byte of the file (a convolution stores each of its
    /// weights once a pixel), at most 2^27. So a small file cannot ask for much memory or time.
    /// </summary>
    public static long AllowedFor(int fileBytes) => Math.Min(MaxNumbers, (1L << 22) + (1024L * fileBytes));

    /// <summary>The index of a node with the value of an expression; an affine node is added where it is not a node already.</summary>
    public int Materialize(AffineExpression expression, string name, int divisor = 1)
    {
        if (expression.IsNode && divisor == 1)
        {
            return expression.Terms[0].Source;
        }

        return Add(new AffineNode(expression.Width, name, expression.Terms, expression.Bias, divisor));
    }

    /// <summary>Whether an expression has the input among its sources, whatever the weights: what is not so is a constant.</summary>
    public bool DependsOnInput(AffineExpression expression) => expression.Terms.Any(term => _dependent[term.Source]);

    /// <summary>Counts numbers that are stored; refuses more than a network may have.</summary>
    public void Charge(long numbers)
    {
        if (numbers > Remaining)
        {
            throw new RefusalException($"the tensors and matrices up to here have more than the {_allowed} numbers that are allowed for a file of this size");
        }

        _numbers += numbers;
    }

    /// <summary>Adds a hidden layer; returns its index.</summary>
    public int AddRelu(int source, string name) => Add(new ReluNode(_nodes[source].Width, name, source, _layers++));

    /// <summary>The network whose output is the given node.</summary>
    public ReluNetwork Build(int output) => new(_nodes.ToImmutable(), output);

    private int Add(NetworkNode node)
    {
        if (node.Width == 0)
        {
            throw new RefusalException($"the tensor '{node.Name}' has no elements; expected at least one");
        }

        Charge(node.Width);
        if (node is AffineNode affine)
        {
            Charge(affine.Terms.Sum(static term => (long)OperatorRows.Weights(term.Operator).Length + term.Operator.Rows));
        }

        _dependent.Add(node switch
        {
            AffineNode { Terms: var terms } => terms.Any(term => _dependent[term.Source]),
            ReluNode relu => _dependent[relu.Source],
            _ => true,
        });
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
