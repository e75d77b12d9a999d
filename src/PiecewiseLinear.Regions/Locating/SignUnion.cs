using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The signs at a point over all incident regions: a neuron that is zero at the point is on its wall (*) if on some incident region its form does
/// not vanish identically, else it is identically zero around the point and printed 0.
/// </summary>
internal sealed class SignUnion
{
    private char[][]? _signs;

    /// <summary>One string a layer.</summary>
    public ImmutableArray<string> Signs => _signs is null ? [] : [.. _signs.Select(static layer => new string(layer))];

    /// <summary>Takes in the signs as seen from one incident region.</summary>
    public void Add(ImmutableArray<string> signs)
    {
        _signs ??= [.. signs.Select(static layer => layer.ToCharArray())];
        for (int l = 0; l < _signs.Length; l++)
        {
            for (int i = 0; i < _signs[l].Length; i++)
            {
                if (signs[l][i] == '*')
                {
                    _signs[l][i] = '*';
                }
            }
        }
    }
}
