using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>The regions whose closure contains a point, by trying every phase of every neuron that is zero there. No tree, no directions.</summary>
internal static class IncidentRegions
{
    public static IReadOnlyList<string[]> Of(SlowDomain domain, IReadOnlyList<Rational> point)
    {
        int[][] signs = [.. domain.Network.PreActivations([.. point]).Select(static z => z.Select(static v => v.Sign).ToArray())];
        (int Layer, int Neuron)[] zeros = [.. signs.SelectMany((layer, l) => layer.Select((sign, i) => (sign, l, i))).Where(static z => z.sign == 0).Select(static z => (z.l, z.i))];
        if (zeros.Length > 8)
        {
            throw new ArgumentException($"{zeros.Length} neurons are zero at the point; expected at most 8", nameof(point));
        }

        List<string[]> regions = [];
        for (int choice = 0; choice < 1 << zeros.Length; choice++)
        {
            char[][] phases = [.. signs.Select(static layer => layer.Select(static sign => sign > 0 ? '1' : '0').ToArray())];
            for (int k = 0; k < zeros.Length; k++)
            {
                phases[zeros[k].Layer][zeros[k].Neuron] = ((choice >> k) & 1) == 1 ? '1' : '0';
            }

            string[] pattern = [.. phases.Select(static layer => new string(layer))];
            SlowPolyhedron polyhedron = domain.Polyhedron(pattern);
            bool canonical = zeros.All(zero => phases[zero.Layer][zero.Neuron] == '0' || polyhedron.Rows.Any(row => row.Name == RowReference.OfNeuron(zero.Layer, zero.Neuron)));
            if (canonical && polyhedron.IsFullDimensional && polyhedron.Rows.All(row => row.Slack(domain.FreeOf(point)).Sign >= 0))
            {
                regions.Add(pattern);
            }
        }

        return [.. regions.OrderByDescending(static pattern => string.Concat(pattern), StringComparer.Ordinal)];
    }

    /// <summary>The signs that a certificate of these regions claims.</summary>
    public static string[] Signs(SlowDomain domain, IReadOnlyList<Rational> point, IReadOnlyList<IReadOnlyList<string>> regions)
        => [.. domain.Network.PreActivations([.. point]).Select((layer, l) => string.Concat(layer.Select((z, i) =>
            z.Sign > 0 ? '1' : z.Sign == 0 && regions.Any(pattern => domain.Polyhedron(pattern).Rows.Any(row => row.Name == RowReference.OfNeuron(l, i))) ? '*' : '0')))];
}
