namespace PiecewiseLinear.Certificates;

/// <summary>How a node of the tree goes on.</summary>
internal enum NodeWay
{
    /// <summary>Nothing is open.</summary>
    Leaf,

    /// <summary>One child on what is left.</summary>
    Again,

    /// <summary>Two children, below and above a number in an input.</summary>
    Split,

    /// <summary>Two children, the phases of a neuron.</summary>
    Neuron,

    /// <summary>Two children, an input kept at its value at the point and free to change.</summary>
    Change,

    /// <summary>A child for each open polyhedron.</summary>
    Polyhedra,

    /// <summary>Cells follow.</summary>
    Cells,
}

/// <summary>A part of one of the lists of a <see cref="NodeLine"/>.</summary>
internal readonly record struct Slice(int Start, int Count)
{
    public int End => Start + Count;
}

/// <summary>A step: the row closes the polyhedron (no input), by cases where there are any, or cuts its box beyond an end of one input.</summary>
internal readonly record struct NodeStep(int Polyhedron, int Row, int? Input, bool Upper, double End, Slice Cases);

/// <summary>Bounds of z (of −z where negated) of the sides' neurons, by cases, with slopes that hold where a case names no other.</summary>
internal readonly record struct NodeLemma(Slice Sides, Slice Slopes, Slice Cases);

/// <summary>An entry of a tree of cases in preorder: a neuron, or with −1 a leaf with its slopes and multipliers, slices of <see cref="NodeLine.Numbers"/>.</summary>
internal readonly record struct CaseEntry(int Neuron, Slice Slopes, Slice Multipliers);

/// <summary>The content of a line 'node'; one instance is filled again and again.</summary>
internal sealed class NodeLine(int neurons, Func<int, int> layerOf)
{
    /// <summary>Slopes and multipliers by neuron, in the order of the text.</summary>
    public List<(int Neuron, double Value)> Numbers { get; } = [];

    /// <summary>The sides of lemmas.</summary>
    public List<(int Neuron, bool Negated)> Sides { get; } = [];

    /// <summary>The entries of trees of cases.</summary>
    public List<CaseEntry> Cases { get; } = [];

    /// <summary>The lemmas in order.</summary>
    public List<NodeLemma> Lemmas { get; } = [];

    /// <summary>The steps in order.</summary>
    public List<NodeStep> Steps { get; } = [];

    /// <summary>The node takes the bounds and slopes of its parent as they are.</summary>
    public bool Inherits { get; private set; }

    /// <summary>The node's own slopes.</summary>
    public Slice Slopes { get; private set; }

    /// <summary>The node's own multipliers.</summary>
    public Slice Multipliers { get; private set; }

    /// <summary>The neurons whose z must stay at hand even where the bounds settle them: those with multipliers, and those of cases.</summary>
    public List<int> Kept { get; } = [];

    public NodeWay Way { get; private set; }

    /// <summary>The input or the neuron that is split, or the input that is decided.</summary>
    public int Place { get; private set; }

    /// <summary>Where the input is split.</summary>
    public double At { get; private set; }

    public void Read(ref EvidenceScanner text)
    {
        Numbers.Clear();
        Sides.Clear();
        Cases.Clear();
        Lemmas.Clear();
        Steps.Clear();
        Kept.Clear();
        text.Expect("{\"node\":\""u8);
        text.Field = "node";
        Inherits = text.Skip((byte)'~');
        if (Inherits)
        {
            text.Expect(" "u8);
        }

        while (text.Skip((byte)'t'))
        {
            ReadLemma(ref text);
            text.Expect(" "u8);
        }

        Slopes = ReadSlopes(ref text);
        Multipliers = ReadMultipliers(ref text);
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

    private int ReadNeuron(ref EvidenceScanner text)
        => text.Index() is var neuron && neuron < neurons ? neuron : throw text.Error($"there are {neurons} neurons, found {neuron}");

    private void ReadLemma(ref EvidenceScanner text)
    {
        int start = Sides.Count;
        do
        {
            int neuron = ReadNeuron(ref text);
            bool negated = text.Skip((byte)'-');
            if (!negated)
            {
                text.Expect("+"u8);
            }

            if (Sides.Count > start && (Sides[^1] is var (before, second) && (before > neuron || (before == neuron && (second || !negated))) || layerOf(Sides[start].Neuron) != layerOf(neuron)))
            {
                throw text.Error($"expected sides of ascending neurons of one layer, + before -, found {neuron}{(negated ? '-' : '+')} after {Sides[^1].Neuron}{(Sides[^1].Negated ? '-' : '+')}");
            }

            Sides.Add((neuron, negated));
        }
        while (text.AtDigit);

        Slice sides = new(start, Sides.Count - start), slopes = ReadSlopes(ref text);
        text.Expect("["u8);
        Lemmas.Add(new NodeLemma(sides, slopes, ReadCases(ref text)));
    }

    private Slice ReadSlopes(ref EvidenceScanner text)
    {
        int start = Numbers.Count;
        while (text.Skip((byte)'a'))
        {
            int neuron = ReadNumber(ref text, start);
            if (!(Numbers[^1].Value is >= 0d and <= 1d))
            {
                throw text.Error($"the slope of neuron {neuron} is not within [0, 1]");
            }
        }

        return new Slice(start, Numbers.Count - start);
    }

    private Slice ReadMultipliers(ref EvidenceScanner text)
    {
        int start = Numbers.Count;
        while (text.Skip((byte)'b'))
        {
            int neuron = ReadNumber(ref text, start);
            if (!(Numbers[^1].Value >= 0d))
            {
                throw text.Error($"the multiplier of neuron {neuron} is below 0");
            }

            Kept.Add(neuron);
        }

        return new Slice(start, Numbers.Count - start);
    }

    private int ReadNumber(ref EvidenceScanner text, int start)
    {
        int neuron = ReadNeuron(ref text);
        if (Numbers.Count > start && Numbers[^1].Neuron >= neuron)
        {
            throw text.Error($"expected ascending neurons, found {neuron} after {Numbers[^1].Neuron}");
        }

        text.Expect("="u8);
        Numbers.Add((neuron, text.Double()));
        text.Expect(" "u8);
        return neuron;
    }

    /// <summary>A tree of cases behind its bracket.</summary>
    private Slice ReadCases(ref EvidenceScanner text)
    {
        int start = Cases.Count;
        for (int pending = 1; pending > 0;)
        {
            if (text.Skip((byte)'?'))
            {
                int neuron = ReadNeuron(ref text);
                Cases.Add(new CaseEntry(neuron, default, default));
                Kept.Add(neuron);
                pending++;
                continue;
            }

            Slice slopes = ReadSlopes(ref text);
            Cases.Add(new CaseEntry(-1, slopes, ReadMultipliers(ref text)));
            text.Expect("."u8);
            pending--;
        }

        text.Expect("]"u8);
        return new Slice(start, Cases.Count - start);
    }

    private void ReadStep(ref EvidenceScanner text)
    {
        int polyhedron = text.Index();
        text.Expect(":"u8);
        int row = text.Index();
        if (!text.Skip((byte)'x'))
        {
            Steps.Add(new NodeStep(polyhedron, row, null, false, 0d, text.Skip((byte)'[') ? ReadCases(ref text) : default));
            return;
        }

        int input = text.Index();
        bool upper = text.Skip((byte)'<');
        if (!upper)
        {
            text.Expect(">"u8);
        }

        Steps.Add(new NodeStep(polyhedron, row, input, upper, text.Double(), default));
    }

    private void ReadWay(ref EvidenceScanner text)
    {
        if (text.Skip((byte)'/'))
        {
            Place = text.Index();
            text.Expect(":"u8);
            At = text.Double();
            Way = NodeWay.Split;
            return;
        }

        if (text.Skip((byte)'?'))
        {
            Place = ReadNeuron(ref text);
            Way = NodeWay.Neuron;
            return;
        }

        if (text.Skip((byte)'#'))
        {
            Place = text.Index();
            Way = NodeWay.Change;
            return;
        }

        Way = text.Skip((byte)'.') ? NodeWay.Leaf
            : text.Skip((byte)'=') ? NodeWay.Again
            : text.Skip((byte)'|') ? NodeWay.Polyhedra
            : text.Skip((byte)'!') ? NodeWay.Cells
            : throw text.Error("expected a step, or one of . = ! | / ? # that says how the node goes on");
    }
}
