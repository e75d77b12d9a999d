using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Regions;

/// <summary>
/// One stage of the walk: up to 64 neurons of a layer that may cut the cell at its entry, their forms packed side by side, and for each vertex the bits of those
/// that are positive and negative at it.
/// </summary>
/// <remarks>
/// A form with columns Â, b̂ is evaluated at a rounded vertex v̂ with |v̂ − v| ≤ e: |fl(ẑ(v̂)) − z(v)| ≤ T + L·e, where L = Σ|Â_c| and T = err + γ(Σ|Â_c|·|v̂_c| + |b̂|)
/// with |v̂_c| ≤ 1 + 2⁻⁹ (the two operations more in γ are for that). So |fl(ẑ(v̂))| &gt; T + L·e proves the sign.
/// </remarks>
internal sealed class LayerFrame(int dimension)
{
    public const int Width = 64;
    private readonly double[] _columns = new double[(dimension + 3) * Width];
    private readonly int[] _neurons = new int[Width];
    private int[] _rest = [];

    /// <summary>Bits of the neurons that are positive at a vertex, by vertex.</summary>
    public ulong[] Positive = new ulong[1024];

    /// <summary>Bits of the neurons that are negative at a vertex, by vertex.</summary>
    public ulong[] Negative = new ulong[1024];

    /// <summary>The hidden layer.</summary>
    public int Layer { get; private set; }

    /// <summary>The number of neurons.</summary>
    public int Count { get; private set; }

    /// <summary>Neurons of the layer behind these that may cut the cell as well; a later stage looks at them.</summary>
    public ReadOnlySpan<int> Rest => _rest;

    /// <summary>All bits.</summary>
    public ulong All => Count == Width ? ulong.MaxValue : (1UL << Count) - 1;

    /// <summary>The neuron of a bit.</summary>
    public int Neuron(int bit) => _neurons[bit];

    /// <summary>Takes up to 64 of the given neurons of a layer; the rest is kept for later.</summary>
    public void Fill(int layer, ReadOnlySpan<int> neurons, double[] columns, int stride, bool rigorous)
    {
        Layer = layer;
        Count = Math.Min(neurons.Length, Width);
        _rest = neurons.Length > Width ? neurons[Width..].ToArray() : [];
        Array.Clear(_columns);
        for (int bit = 0; bit < Count; bit++)
        {
            int neuron = neurons[bit];
            _neurons[bit] = neuron;
            for (int c = 0; c <= dimension; c++)
            {
                _columns[(c * Width) + bit] = columns[(c * stride) + neuron];
            }

            if (rigorous)
            {
                (double t, double l) = Thresholds(columns, stride, neuron, dimension);
                _columns[((dimension + 1) * Width) + bit] = t;
                _columns[((dimension + 2) * Width) + bit] = l;
            }
        }
    }

    /// <summary>Takes one form given by its k coefficients, its constant and its error.</summary>
    public void Fill(int layer, int neuron, ReadOnlySpan<double> form, bool rigorous)
    {
        Layer = layer;
        Count = 1;
        _rest = [];
        _neurons[0] = neuron;
        for (int c = 0; c <= dimension; c++)
        {
            _columns[c * Width] = form[c];
        }

        (double t, double l) = rigorous ? Thresholds(form, 1, 0, dimension) : default;
        _columns[(dimension + 1) * Width] = t;
        _columns[(dimension + 2) * Width] = l;
    }

    /// <summary>The numbers T and L of a form.</summary>
    public static (double Constant, double Slope) Thresholds(ReadOnlySpan<double> columns, int stride, int index, int dimension)
    {
        double slope = 0d;
        for (int c = 0; c < dimension; c++)
        {
            slope += Math.Abs(columns[(c * stride) + index]);
        }

        double magnitude = slope + Math.Abs(columns[(dimension * stride) + index]);
        double error = columns[((dimension + 1) * stride) + index];
        double gamma = ((2 * dimension) + 10) * RoundingBounds.UnitRoundoff;
        return (((error + (magnitude * gamma)) * RoundingBounds.Inflation) + RoundingBounds.Underflow, slope * RoundingBounds.Inflation);
    }

    /// <summary>The value of a form at a point and the bound T + L·e on its error.</summary>
    public (double Value, double Bound) Evaluate(int bit, ReadOnlySpan<double> point, double error)
    {
        double value = _columns[(dimension * Width) + bit];
        for (int c = 0; c < point.Length; c++)
        {
            value += _columns[(c * Width) + bit] * point[c];
        }

        return (value, (_columns[((dimension + 1) * Width) + bit] + (_columns[((dimension + 2) * Width) + bit] * error)) * RoundingBounds.Inflation);
    }

    /// <summary>
    /// Writes the bits of a vertex as far as the filter decides, among the wanted ones, and returns the wanted bits that it does not decide.
    /// </summary>
    public ulong Filter(int vertex, ReadOnlySpan<double> point, double error, ulong wanted)
    {
        if (vertex >= Positive.Length)
        {
            Array.Resize(ref Positive, 2 * (vertex + 1));
            Array.Resize(ref Negative, 2 * (vertex + 1));
        }

        ref double columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        Vector512<double> e = Vector512.Create(error), inflation = Vector512.Create(RoundingBounds.Inflation);
        ulong positive = 0, negative = 0;
        for (int block = 0; block < Width; block += 8)
        {
            ulong lanes = (wanted >> block) & 255;
            if (lanes == 0)
            {
                if (wanted >> block == 0)
                {
                    break;
                }

                continue;
            }

            Vector512<double> value = Vector512.LoadUnsafe(ref columns, (nuint)((dimension * Width) + block));
            for (int c = 0; c < point.Length; c++)
            {
                value = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref columns, (nuint)((c * Width) + block)), Vector512.Create(point[c]), value);
            }

            Vector512<double> bound = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref columns, (nuint)(((dimension + 2) * Width) + block)),
                e,
                Vector512.LoadUnsafe(ref columns, (nuint)(((dimension + 1) * Width) + block))) * inflation;
            positive |= (Vector512.GreaterThan(value, bound).ExtractMostSignificantBits() & lanes) << block;
            negative |= (Vector512.LessThan(value, -bound).ExtractMostSignificantBits() & lanes) << block;
        }

        Positive[vertex] = positive;
        Negative[vertex] = negative;
        return wanted & ~(positive | negative);
    }
}
