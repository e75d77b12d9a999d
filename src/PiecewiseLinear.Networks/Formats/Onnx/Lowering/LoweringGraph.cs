using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The network under construction.</summary>
internal sealed class LoweringGraph
{
    /// <summary>The largest sum of the widths of all nodes and of the stored numbers of all matrices.</summary>
    private const long MaxNumbers = 1L << 27;

    private readonly ImmutableArray<NetworkNode>.Builder _nodes = ImmutableArray.CreateBuilder<NetworkNode>();
    private readonly List<bool> _dependent = [];
    private int _layers;
    private long _numbers;

    /// <param name="inputName">The input tensor.</param>
    /// <param name="inputWidth">Its number of elements; their work is the caller's to count.</param>
    /// <param name="work">How much work the lowering may be.</param>
    public LoweringGraph(string inputName, int inputWidth, WorkBudget work)
    {
        Work = work;
        _numbers = inputWidth;
        Append(new InputNode(inputWidth, inputName));
    }

    /// <summary>The work so far, and how much there may be.</summary>
    public WorkBudget Work { get; }

    /// <summary>The index of a node with the value of an expression; an affine node is added where it is not a node already.</summary>
    public int Materialize(AffineExpression expression, string name, int divisor = 1)
    {
        if (expression.IsNode && divisor == 1)
        {
            return expression.Terms[0].Source;
        }

        return Add(new AffineNode(expression.Width, name, expression.Terms, expression.Bias, divisor));
    }

    /// <summary>The expression as a node; as it is where it is one already.</summary>
    public AffineExpression AsNode(AffineExpression expression, string name, int divisor = 1)
    {
        Work.Spend(2, expression.Width);
        return expression.IsNode && divisor == 1 ? expression : AffineExpression.OfNode(Materialize(expression, name, divisor), expression.Width);
    }

    /// <summary>Whether an expression has the input among its sources, whatever the weights: what is not so is a constant.</summary>
    public bool DependsOnInput(AffineExpression expression) => expression.Terms.Any(term => _dependent[term.Source]);

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

        long numbers = node.Width + (node is AffineNode affine ? affine.Terms.Sum(static term => (long)OperatorRows.Weights(term.Operator).Length + term.Operator.Rows) : 0);
        Work.Spend(WorkBudget.StepsPerNode + numbers);
        if ((_numbers += numbers) > MaxNumbers)
        {
            throw new RefusalException($"the matrices of the network have more than the {MaxNumbers} numbers that are allowed");
        }

        return Append(node);
    }

    private int Append(NetworkNode node)
    {
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
