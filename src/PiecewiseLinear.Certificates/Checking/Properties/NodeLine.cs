namespace PiecewiseLinear.Certificates;

/// <summary>How a node of the tree goes on.</summary>
internal enum NodeWay
{
    /// <summary>Nothing is open.</summary>
    Leaf,

    /// <summary>One child on what is left.</summary>
    Again,

    /// <summary>Two children.</summary>
    Split,

    /// <summary>Cells follow.</summary>
    Cells,
}

/// <summary>A step: the row closes the polyhedron (no input) or cuts its box beyond an end of one input.</summary>
internal readonly record struct NodeStep(int Polyhedron, int Row, int? Input, bool Upper, double End);

/// <summary>The content of a line 'node'; one instance is filled again and again.</summary>
internal sealed class NodeLine
{
    /// <summary>The slopes by neuron.</summary>
    public Dictionary<int, double> Slopes { get; } = [];

    /// <summary>The steps in order.</summary>
    public List<NodeStep> Steps { get; } = [];

    public NodeWay Way { get; private set; }

    /// <summary>The input that is split.</summary>
    public int Input { get; private set; }

    /// <summary>Where it is split.</summary>
    public double At { get; private set; }

    public void Read(ref EvidenceScanner text, int neurons)
    {
        Slopes.Clear();
        Steps.Clear();
        text.Expect("{\"node\":\""u8);
        text.Field = "node";
        ReadSlopes(ref text, neurons);
        while (text.AtDigit)
        {
            ReadStep(ref text);
            text.Expect(" "u8);
        }

        ReadWay(ref text);
        text.Expect("\"}"u8);
        if (!text.AtEnd)
        {
            throw text.Error("the line goes on after its object");
        }
    }

    private void ReadSlopes(ref EvidenceScanner text, int neurons)
    {
        int last = -1;
        while (text.Skip((byte)'a'))
        {
            int neuron = text.Index();
            if (neuron <= last || neuron >= neurons)
            {
                throw text.Error($"expected slopes of ascending neurons below {neurons}, found {neuron}");
            }

            last = neuron;
            text.Expect("="u8);
            double alpha = text.Double();
            if (!(alpha >= 0d && alpha <= 1d))
            {
                throw text.Error($"the slope of neuron {neuron} is not within [0, 1]");
            }

            Slopes.Add(neuron, alpha);
            text.Expect(" "u8);
        }
    }

    private void ReadStep(ref EvidenceScanner text)
    {
        int polyhedron = text.Index();
        text.Expect(":"u8);
        int row = text.Index();
        if (!text.Skip((byte)'x'))
        {
            Steps.Add(new NodeStep(polyhedron, row, null, false, 0d));
            return;
        }

        int input = text.Index();
        bool upper = text.Skip((byte)'<');
        if (!upper)
        {
            text.Expect(">"u8);
        }

        Steps.Add(new NodeStep(polyhedron, row, input, upper, text.Double()));
    }

    private void ReadWay(ref EvidenceScanner text)
    {
        if (text.Skip((byte)'/'))
        {
            Input = text.Index();
            text.Expect(":"u8);
            At = text.Double();
            Way = NodeWay.Split;
            return;
        }

        Way = text.Skip((byte)'.') ? NodeWay.Leaf
            : text.Skip((byte)'=') ? NodeWay.Again
            : text.Skip((byte)'!') ? NodeWay.Cells
            : throw text.Error("expected a step, or one of . = ! / that says how the node goes on");
    }
}
