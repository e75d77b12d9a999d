namespace PiecewiseLinear.Verification;

/// <summary>The relaxations and packed weights of the current box.</summary>
internal sealed unsafe partial class ChainBounds
{
    private const int AlphaRow = 0;
    private const int LambdaRow = 1;
    private const int OffsetRow = 2;
    private const int TermRow = 3;
    private const int BiasRow = 4;
    private const int SlopeRows = 5;

    /// <summary>Fixes the relaxations of a layer by its bounds and packs its weights. Returns the number of unstable neurons.</summary>
    private int Prepare(int layer, BoxBounds box)
    {
        int start = _network.FirstNeurons[layer], width = _network.Weights[layer].Rows;
        int[] live = _live[layer];
        AlignedMatrix slopes = _slopes[layer];
        double* alpha = slopes.Row(AlphaRow), lambda = slopes.Row(LambdaRow), offset = slopes.Row(OffsetRow), terms = slopes.Row(TermRow), biases = slopes.Row(BiasRow);
        double[] bias = _network.Biases[layer], magnitudes = _magnitudes.Terms[layer];
        int count = 0, unstable = 0;
        for (int i = 0; i < width; i++)
        {
            double l = box.Lower[start + i], u = box.Upper[start + i];

            // Active comes first, as in Relaxation.Of and in the checkers: it matters where l > u, since box and ball do not meet.
            if (u <= 0d && l < 0d)
            {
                continue;
            }

            (alpha[count], lambda[count], offset[count]) = Relaxation.Of(l, u);
            terms[count] = magnitudes[i];
            biases[count] = bias[i];
            if (l < 0d)
            {
                unstable++;
                if (Relaxation.IsCloseCall(l, u))
                {
                    CloseSlopes.Add((start + i, alpha[count]));
                }
            }

            live[count++] = i;
        }

        for (int j = count; j < AlignedMatrix.Padded(count); j++)
        {
            alpha[j] = lambda[j] = offset[j] = terms[j] = biases[j] = 0d;
        }

        _liveCount[layer] = count;
        Pack(layer);
        return unstable;
    }

    private void Pack(int layer)
    {
        AlignedMatrix weights = _network.Weights[layer], packed = _packed[layer];
        int rows = _liveCount[layer];
        if (layer == 0)
        {
            for (int i = 0; i < rows; i++)
            {
                new ReadOnlySpan<double>(weights.Row(_live[0][i]), weights.Stride).CopyTo(new Span<double>(packed.Row(i), packed.Stride));
            }

            return;
        }

        int columns = _liveCount[layer - 1], padded = AlignedMatrix.Padded(columns);
        fixed (int* live = _live[layer - 1])
        {
            for (int i = 0; i < rows; i++)
            {
                double* source = weights.Row(_live[layer][i]), target = packed.Row(i);
                for (int j = 0; j < columns; j++)
                {
                    target[j] = source[live[j]];
                }

                for (int j = columns; j < padded; j++)
                {
                    target[j] = 0d;
                }
            }
        }
    }
}
