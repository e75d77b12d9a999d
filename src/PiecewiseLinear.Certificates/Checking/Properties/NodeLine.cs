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

/// <summary>A step: the row closes the polyhedron (no input), by cases where there are any, or cuts its box beyond an end of one input.</summary>
internal readonly record struct NodeStep(int Polyhedron, int Row, int? Input, bool Upper, double End, PhaseCaseEntry[] Cases);

/// <summary>An entry of a tree of cases in preorder: a neuron, or with −1 a leaf with its slopes.</summary>
internal readonly record struct PhaseCaseEntry(int Neuron, (int Neuron, double Alpha)[] Slopes);

/// <summary>The content of a line 'node'; one instance is filled again and again.</summary>
internal sealed class NodeLine
{
    private readonly List<(int Neuron, double Alpha)> _slopes = [];
    private readonly List<PhaseCaseEntry> _cases = [];

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
        foreach ((int neuron, double alpha) in ReadSlopes(ref text, neurons))
        {
            Slopes.Add(neuron, alpha);
        }

        while (text.AtDigit)
        {
            ReadStep(ref text, neurons);
            text.Expect(" "u8);
        }

        ReadWay(ref text);
        text.Expect("\"}"u8);
        if (!text.AtEnd)
        {
            throw text.Error("the line goes on after its object");
        }
    }

    private (int Neuron, double Alpha)[] ReadSlopes(ref EvidenceScanner text, int neurons)
    {
        if (!text.At((byte)'a'))
        {
            return [];
        }

        int last = -1;
        _slopes.Clear();
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

            _slopes.Add((neuron, alpha));
            text.Expect(" "u8);
        }

        return [.. _slopes];
    }

    /// <summary>A tree of cases.</summary>
    private PhaseCaseEntry[] ReadCases(ref EvidenceScanner text, int neurons)
    {
        _cases.Clear();
        for (int pending = 1; pending > 0;)
        {
            if (text.Skip((byte)'?'))
            {
                int neuron = text.Index();
                if (neuron >= neurons)
                {
                    throw text.Error($"there are {neurons} neurons, found {neuron}");
                }

                _cases.Add(new PhaseCaseEntry(neuron, []));
                pending++;
                continue;
            }

            _cases.Add(new PhaseCaseEntry(-1, ReadSlopes(ref text, neurons)));
            text.Expect("."u8);
            pending--;
        }

        text.Expect("]"u8);
        return [.. _cases];
    }

    private void ReadStep(ref EvidenceScanner text, int neurons)
    {
        int polyhedron = text.Index();
        text.Expect(":"u8);
        int row = text.Index();
        if (!text.Skip((byte)'x'))
        {
            Steps.Add(new NodeStep(polyhedron, row, null, false, 0d, text.Skip((byte)'[') ? ReadCases(ref text, neurons) : []));
            return;
        }

        int input = text.Index();
        bool upper = text.Skip((byte)'<');
        if (!upper)
        {
            text.Expect(">"u8);
        }

        Steps.Add(new NodeStep(polyhedron, row, input, upper, text.Double(), []));
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
