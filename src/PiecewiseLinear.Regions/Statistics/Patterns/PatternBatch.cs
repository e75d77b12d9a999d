using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The activation patterns of many points, packed: point p has <see cref="BytesPerPoint"/> bytes, neuron k (counted over all layers in order) is bit k mod 8 of byte
/// k / 8, set where its pre-activation is positive; unused bits are 0.
/// </summary>
/// <remarks>
/// Signs are exact: doubles with a proven error bound decide nearly all of them, exact arithmetic the points where one is left open. A point with a pre-activation that is exactly zero is
/// marked in <see cref="HasZero"/>: it may lie on walls, then several regions meet there and the pattern shown (zero counts as inactive) need not be that of a region; ask
/// <see cref="PointLocator"/> about such points. Cost: one evaluation in doubles a point, on all threads that are allowed.
/// </remarks>
public sealed class PatternBatch
{
    private readonly byte[] _bits;
    private readonly bool[] _hasZero;

    private PatternBatch(ReluNetwork network, int count)
    {
        Count = count;
        Neurons = network.HiddenNeurons;
        BytesPerPoint = (Neurons + 7) >> 3;
        LayerWidths = [.. network.HiddenLayers.Select(static layer => layer.Width)];
        _bits = new byte[(long)count * BytesPerPoint];
        _hasZero = new bool[count];
    }

    /// <summary>The number of points.</summary>
    public int Count { get; }

    /// <summary>The number of hidden neurons.</summary>
    public int Neurons { get; }

    /// <summary>The number of neurons of each hidden layer.</summary>
    public ImmutableArray<int> LayerWidths { get; }

    /// <summary>The bytes of one pattern: the number of neurons over eight, rounded up.</summary>
    public int BytesPerPoint { get; }

    /// <summary>All patterns, one after the other.</summary>
    public ReadOnlyMemory<byte> Bits => _bits;

    /// <summary>For each point whether some pre-activation is exactly zero there.</summary>
    public ReadOnlySpan<bool> HasZero => _hasZero;

    /// <summary>How many points needed exact arithmetic.</summary>
    public int ExactPoints { get; private set; }

    /// <summary>The bytes of one point.</summary>
    public ReadOnlySpan<byte> this[int point] => _bits.AsSpan(point * BytesPerPoint, BytesPerPoint);

    /// <summary>The patterns at rational points.</summary>
    /// <param name="network">The network.</param>
    /// <param name="points">The points, one rational an input.</param>
    /// <param name="threads">How many threads may work, at least 1; the result does not depend on it.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RegionQueryException">A point has another length than the network has inputs.</exception>
    public static PatternBatch Find(ReluNetwork network, IReadOnlyList<ImmutableArray<Rational>> points, int threads, CancellationToken cancellationToken)
    {
        for (int p = 0; p < points.Count; p++)
        {
            RequireLength(p, points[p].Length, network);
        }

        return Run(network, points.Count, threads, p => DoubleEvaluator.Evaluate(network, points[p]), p => points[p], cancellationToken);
    }

    /// <summary>The patterns at points of doubles, each taken exactly.</summary>
    /// <exception cref="RegionQueryException">A point has another length than the network has inputs, or a coordinate that is not finite.</exception>
    /// <inheritdoc cref="Find(ReluNetwork, IReadOnlyList{ImmutableArray{Rational}}, int, CancellationToken)"/>
    public static PatternBatch Find(ReluNetwork network, IReadOnlyList<double[]> points, int threads, CancellationToken cancellationToken)
    {
        for (int p = 0; p < points.Count; p++)
        {
            RequireLength(p, points[p].Length, network);
            int bad = Array.FindIndex(points[p], static x => !double.IsFinite(x));
            if (bad >= 0)
            {
                throw new RegionQueryException("points", $"point {p}: input {bad} is {points[p][bad]}, expected a finite number");
            }
        }

        return Run(
            network,
            points.Count,
            threads,
            p => DoubleEvaluator.Evaluate(network, points[p]),
            p => [.. points[p].Select(Rational.FromDouble)],
            cancellationToken);
    }

    /// <summary>The pattern of a point as the rest of the program names it.</summary>
    public ActivationPattern PatternOf(int point)
    {
        ReadOnlySpan<byte> bits = this[point];
        ActivationPhase[][] layers = new ActivationPhase[LayerWidths.Length][];
        int k = 0;
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = new ActivationPhase[LayerWidths[l]];
            for (int i = 0; i < layers[l].Length; i++, k++)
            {
                layers[l][i] = (ActivationPhase)((bits[k >> 3] >> (k & 7)) & 1);
            }
        }

        return ActivationPattern.Create(layers);
    }

    private static PatternBatch Run(
        ReluNetwork network,
        int count,
        int threads,
        Func<int, DoubleEvaluation> enclose,
        Func<int, IReadOnlyList<Rational>> exact,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        PatternBatch batch = new(network, count);
        int exactPoints = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, p =>
        {
            if (!batch.TryFill(p, enclose(p)))
            {
                Interlocked.Increment(ref exactPoints);
                batch.Fill(p, ExactEvaluator.Trace(network, exact(p)));
            }
        });
        batch.ExactPoints = exactPoints;
        return batch;
    }

    /// <summary>The signs as far as doubles prove them; false when one is open.</summary>
    private bool TryFill(int point, DoubleEvaluation evaluation)
    {
        Span<byte> bits = _bits.AsSpan(point * BytesPerPoint, BytesPerPoint);
        int k = 0;
        foreach (EnclosedVector layer in evaluation.PreActivations)
        {
            for (int i = 0; i < layer.Count; i++, k++)
            {
                switch (layer.SignOf(i))
                {
                    case FilteredSign.Positive:
                        bits[k >> 3] |= (byte)(1 << (k & 7));
                        break;
                    case FilteredSign.Zero:
                        _hasZero[point] = true;
                        break;
                    case FilteredSign.Uncertain:
                        bits.Clear();
                        return false;
                    default:
                        break;
                }
            }
        }

        return true;
    }

    private void Fill(int point, ExactEvaluation evaluation)
    {
        Span<byte> bits = _bits.AsSpan(point * BytesPerPoint, BytesPerPoint);
        _hasZero[point] = false;
        int k = 0;
        foreach (int sign in evaluation.Signs.SelectMany(static layer => layer))
        {
            bits[k >> 3] |= (byte)(sign > 0 ? 1 << (k & 7) : 0);
            _hasZero[point] |= sign == 0;
            k++;
        }
    }

    private static void RequireLength(int point, int length, ReluNetwork network)
    {
        if (length != network.InputDimension)
        {
            throw new RegionQueryException(
                "points", $"point {point} has {length} numbers, expected {network.InputDimension}, one for each input of the network");
        }
    }
}
