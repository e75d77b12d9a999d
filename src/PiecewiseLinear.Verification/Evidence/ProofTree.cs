namespace PiecewiseLinear.Verification;

/// <summary>How a node of a proof goes on.</summary>
internal enum ProofNodeKind : byte
{
    /// <summary>Not processed yet: the proof is not finished.</summary>
    Open,
    Leaf,
    Again,
    Split,
    SplitNeuron,
    SplitChange,
    SplitDisjuncts,
    Exact,
}

/// <summary>One step of a node: a slope (Disjunct −1), a closing (Input −1), a cut, or an item of its own.</summary>
internal readonly record struct ProofStep(int Disjunct, int Row, int Input, bool Upper, double Value, ProofItem? Item = null)
{
    public static ProofStep Slope(int neuron, double alpha) => new(-1, neuron, -1, false, alpha);

    public static ProofStep Close(int disjunct, int row) => new(disjunct, row, -1, false, 0d);

    public static ProofStep CloseByCases(int disjunct, int row, PhaseCase[] cases) => Of(new CasesItem(disjunct, row, cases));

    public static ProofStep Of(ProofItem item) => new(-1, -1, -1, false, 0d, item);

    public void Show(IPropertyProofVisitor visitor)
    {
        if (Item is not null)
        {
            Item.Show(visitor);
        }
        else if (Disjunct < 0)
        {
            visitor.Slope(Row, Value);
        }
        else if (Input < 0)
        {
            visitor.Close(Disjunct, Row);
        }
        else
        {
            visitor.Cut(Disjunct, Row, Input, Upper, Value);
        }
    }
}

/// <summary>
/// The tree of one group while the search grows it. Nodes are kept in chunks that never move: a node's number is given out once, and only the thread that processes the node writes
/// its record, so that threads share nothing but the giving of chunks.
/// </summary>
internal sealed class ProofTree
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private readonly Lock _giving = new();
    private volatile ProofRecord[][] _chunks = [];

    /// <summary>Makes the tree with its root.</summary>
    public ProofTree()
    {
        RootWriter = new Writer(this);
        Root = RootWriter.Take(1);
    }

    /// <summary>The number of the root.</summary>
    public int Root { get; }

    /// <summary>The writer that the root came from; for the first thread.</summary>
    public Writer RootWriter { get; }

    /// <summary>A source of node numbers for a further thread.</summary>
    public Writer OpenWriter() => new(this);

    /// <summary>The number of chunks given out, of 4,096 nodes each.</summary>
    public int Chunks => _chunks.Length;

    /// <summary>Shows the whole tree to a visitor, in preorder. Memory: the depth of the tree.</summary>
    /// <exception cref="InvalidOperationException">A node was never processed.</exception>
    public void Visit(IPropertyProofVisitor visitor)
    {
        Stack<int> pending = new([Root]);
        while (pending.TryPop(out int number))
        {
            ref ProofRecord record = ref At(number);
            visitor.Node();
            foreach (ProofStep step in record.Steps ?? [])
            {
                step.Show(visitor);
            }

            switch (record.Kind)
            {
                case ProofNodeKind.Leaf:
                    visitor.Leaf();
                    break;
                case ProofNodeKind.Again:
                    visitor.Again();
                    pending.Push(record.Child);
                    break;
                case ProofNodeKind.Split:
                    visitor.Split(record.Input, record.At);
                    pending.Push(record.Child + 1);
                    pending.Push(record.Child);
                    break;
                case ProofNodeKind.SplitChange:
                    visitor.SplitChange(record.Input);
                    pending.Push(record.Child + 1);
                    pending.Push(record.Child);
                    break;
                case ProofNodeKind.SplitNeuron:
                    visitor.SplitNeuron(record.Input);
                    pending.Push(record.Child + 1);
                    pending.Push(record.Child);
                    break;
                case ProofNodeKind.SplitDisjuncts:
                    visitor.SplitDisjuncts();
                    for (int k = record.Input - 1; k >= 0; k--)
                    {
                        pending.Push(record.Child + k);
                    }

                    break;
                case ProofNodeKind.Exact:
                    visitor.Exact(record.Finish!);
                    break;
                default:
                    throw new InvalidOperationException($"node {number} of the proof was never processed");
            }
        }
    }

    private ref ProofRecord At(int number) => ref _chunks[number >> ChunkBits][number & (ChunkSize - 1)];

    private int GiveChunks(int count)
    {
        lock (_giving)
        {
            int first = _chunks.Length;
            _chunks = [.. _chunks, .. Enumerable.Range(0, count).Select(static _ => new ProofRecord[ChunkSize])];
            return first << ChunkBits;
        }
    }

    private record struct ProofRecord(ProofNodeKind Kind, int Input, int Child, double At, ProofStep[]? Steps, ExactFinish? Finish);

    /// <summary>Gives out node numbers and writes records; one a thread.</summary>
    internal sealed class Writer(ProofTree tree)
    {
        private int _next;
        private int _end;

        /// <summary>The first of <paramref name="count"/> consecutive new node numbers.</summary>
        public int Take(int count)
        {
            if (_next + count > _end)
            {
                int chunks = ((count - 1) >> ChunkBits) + 1;
                _next = tree.GiveChunks(chunks);
                _end = _next + (chunks << ChunkBits);
            }

            _next += count;
            return _next - count;
        }

        public void Leaf(int node, ProofStep[] steps) => tree.At(node) = new ProofRecord(ProofNodeKind.Leaf, 0, 0, 0d, steps, null);

        public void Exact(int node, ProofStep[] steps, ExactFinish finish) => tree.At(node) = new ProofRecord(ProofNodeKind.Exact, 0, 0, 0d, steps, finish);

        /// <summary>Records one child and returns its number.</summary>
        public int Again(int node, ProofStep[] steps)
        {
            int child = Take(1);
            tree.At(node) = new ProofRecord(ProofNodeKind.Again, 0, child, 0d, steps, null);
            return child;
        }

        /// <summary>Records two children and returns the number of the low one; the high one's is the next.</summary>
        public int Split(int node, ProofStep[] steps, int input, double at)
        {
            int child = Take(2);
            tree.At(node) = new ProofRecord(ProofNodeKind.Split, input, child, at, steps, null);
            return child;
        }

        /// <summary>Records two children, a neuron inactive and active, and returns the number of the inactive one; the active one's is the next.</summary>
        public int SplitNeuron(int node, ProofStep[] steps, int neuron)
        {
            int child = Take(2);
            tree.At(node) = new ProofRecord(ProofNodeKind.SplitNeuron, neuron, child, 0d, steps, null);
            return child;
        }

        /// <summary>Records two children, an input kept and free to change, and returns the number of the first; the other's is the next.</summary>
        public int SplitChange(int node, ProofStep[] steps, int input)
        {
            int child = Take(2);
            tree.At(node) = new ProofRecord(ProofNodeKind.SplitChange, input, child, 0d, steps, null);
            return child;
        }

        /// <summary>Records a child for each of the open polyhedra and returns the number of the first; the others' follow.</summary>
        public int SplitDisjuncts(int node, ProofStep[] steps, int open)
        {
            int child = Take(open);
            tree.At(node) = new ProofRecord(ProofNodeKind.SplitDisjuncts, open, child, 0d, steps, null);
            return child;
        }
    }
}
