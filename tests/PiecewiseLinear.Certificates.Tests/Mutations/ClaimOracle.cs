using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>Says whether the claim of a certificate is true, by brute force and without looking at its evidence.</summary>
internal static class ClaimOracle
{
    /// <summary>Why the claim is false, or null when it is true.</summary>
    public static string? WhyFalse(SlowNetwork network, PointRegionsCertificate certificate)
    {
        SlowDomain domain = new(network, certificate.Box);
        string[][] incident = [.. IncidentRegions.Of(domain, certificate.Point)];
        string[][] listed = [.. certificate.Regions.Select(static region => region.Pattern.ToLayerStrings().ToArray())];
        string[] known = [.. incident.Select(static pattern => string.Join(' ', pattern))];
        string[] claimed = [.. listed.Select(static pattern => string.Join(' ', pattern))];
        if (certificate.Complete ? !known.SequenceEqual(claimed) : claimed.Length != claimed.Distinct().Count() || claimed.Except(known).Any())
        {
            return $"the incident regions are {string.Join(", ", known)}";
        }

        return IncidentRegions.Signs(domain, certificate.Point, listed).SequenceEqual(certificate.Signs)
            ? certificate.Regions.Select((region, i) => WhyFalse(domain, listed[i], region)).FirstOrDefault(static reason => reason is not null)
            : "the signs are others";
    }

    private static string? WhyFalse(SlowDomain domain, string[] pattern, RegionEvidence region)
    {
        SlowPolyhedron polyhedron = domain.Polyhedron(pattern);
        IReadOnlyList<IReadOnlyList<SlowRow>> facets = polyhedron.Facets();
        if (region.Facets is { } claimed)
        {
            string expected = string.Join("; ", facets.Select(static group => string.Join(',', group.Select(static row => row.Name))).Order(StringComparer.Ordinal));
            string found = string.Join("; ", claimed.Select(static facet => string.Join(',', facet.Also.Prepend(facet.Row))).Order(StringComparer.Ordinal));
            string rest = string.Join(',', polyhedron.Rows.Except(facets.SelectMany(static group => group)).Select(static row => row.Name.ToString()).Order(StringComparer.Ordinal));
            string redundant = string.Join(',', region.Redundant!.Value.Select(static row => row.Row.ToString()).Order(StringComparer.Ordinal));
            if (expected != found || rest != redundant)
            {
                return $"the facets are {expected} and the redundant rows {rest}";
            }
        }

        if (region.Ball is not { } ball)
        {
            return null;
        }

        BallEvidence truth = SlowBall.Find(domain, [.. facets.Select(static group => group[0])], ball.Norm);
        bool holds = truth.Upper is { } upper
            ? ball.Lower <= upper && (ball.Upper is not { } claimedUpper || claimedUpper >= truth.Lower) && ball.Upper is not null
            : ball.Upper is null;
        return holds ? null : $"the inradius is in [{truth.Lower}, {truth.Upper?.ToString() ?? "infinity"}]";
    }
}
