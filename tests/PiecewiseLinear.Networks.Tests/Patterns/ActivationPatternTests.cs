namespace PiecewiseLinear.Networks.Tests.Patterns;

public sealed class ActivationPatternTests
{
    [Fact]
    public void SpellingAndBitsAreTheSamePattern()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            string[] layers = [.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 100)).Select(_ => random.Next(2))))];
            ActivationPattern pattern = ActivationPattern.Parse(layers);
            Assert.Equal(layers, pattern.ToLayerStrings().AsEnumerable());
            Assert.Equal(layers.Sum(layer => layer.Count(c => c == '1')), pattern.ActiveCount);
            Assert.Equal(layers.Sum(layer => layer.Length), pattern.NeuronCount);
            int k = 0;
            foreach (char phase in string.Concat(layers))
            {
                Assert.Equal(phase == '1' ? 1UL : 0UL, (pattern.Bits[k >> 6] >> (k & 63)) & 1);
                k++;
            }
        }
    }

    [Fact]
    public void FlippingTwiceIsTheSamePatternByValue()
    {
        ActivationPattern pattern = ActivationPattern.Parse(["0110", "1"]);
        ActivationPattern flipped = pattern.Flip([(0, 0), (1, 0)]);
        Assert.Equal(["1110", "0"], flipped.ToLayerStrings().AsEnumerable());
        Assert.NotEqual(pattern, flipped);
        Assert.Equal(pattern, flipped.Flip([(1, 0), (0, 0)]));
        Assert.Equal(pattern.GetHashCode(), flipped.Flip([(1, 0), (0, 0)]).GetHashCode());
        Assert.NotEqual(ActivationPattern.Parse(["01", "1"]), ActivationPattern.Parse(["011"]));
    }

    [Fact]
    public void WhatIsNotThereIsRefused()
    {
        ActivationPattern pattern = ActivationPattern.Parse(["01"]);
        Assert.Contains("no neuron 2 in layer 0", Assert.Throws<ArgumentOutOfRangeException>(() => pattern[0, 2]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => pattern.Flip([(1, 0)]));
        Assert.Contains("layer 0, neuron 1: expected 0 or 1, found '2'", Assert.Throws<FormatException>(() => ActivationPattern.Parse(["02"])).Message, StringComparison.Ordinal);
    }
}
