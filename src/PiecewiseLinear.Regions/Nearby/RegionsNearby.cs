namespace PiecewiseLinear.Regions;

/// <summary>
/// The linear regions near a point, nearest first: those whose closure meets a closed ball around it, or a number of nearest ones, in a box or in all of R^d.
/// </summary>
/// <remarks>
/// <para>
/// <em>The answer.</em> Regions come in the order of their exact distance from the point, equal distances in the order of patterns (by the first neuron in which they
/// differ, Inactive first). The answer depends on nothing else: neither on the engine nor on the order in which facets are met.
/// </para>
/// <para>
/// <em>Why walking over facets misses nothing.</em> Let p be the point, B the domain (convex, full-dimensional), r ≥ 0. Claim: the regions at distance at most r from p are
/// connected through facets at distance at most r, regions that touch the closed ball in a single point included. Proof: let s &gt; r. The set U = {x in the
/// interior of B : ‖x − p‖ &lt; s} is open and convex, and not empty since p is in B. Every region at distance below s has interior points in U: near a point of its closure inside
/// the open ball there are interior points of it. Faces of dimension d − 2 and less are finitely many in a neighbourhood of U and do not disconnect an open connected
/// set, so two interior points in U are joined by a path in U that changes regions only inside facets, each of which then has distance below s. There are finitely many
/// facets, so that for s close enough to r these are the facets at distance at most r. ∎ With r = 0 the claim says that all regions that contain p are reached from
/// any one of them.
/// </para>
/// <para>
/// <em>The search.</em> It is best first. A region met across a facet waits with a lower bound of the facet's distance (that of its hyperplane, exact, rounded down), then
/// with a proved bound of its own distance (multipliers of a search in doubles, rounded, decided exactly), then with the exact distance. When an exact distance comes to the front, by the
/// claim every region nearer has come before it. Facets beyond the radius are not crossed in search of regions. Facets are decided exactly, and what lies
/// across is found from the facet, not by flipping a bit, so that duplicated neurons and walls that meet are right.
/// </para>
/// <para>Cost: for each region listed one exact distance, one ball and one classification of its rows; for each neighbor that is not listed at most one composition of the
/// network and one search in doubles. Memory: one packed pattern and its adjacency for each region or neighbor met.</para>
/// </remarks>
public static class RegionsNearby
{
    /// <summary>Streams the regions, then one summary. The search goes on only while it is asked for the next message.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RegionQueryException">The question does not fit the network.</exception>
    /// <exception cref="RegionUndecidedException">No region that contains the point could be proved within the budget (thrown by the enumeration).</exception>
    public static IEnumerable<NearbyMessage> Find(NearbyQuery query, CancellationToken cancellationToken)
    {
        NearbySearch search = new(query, query.Validate(), cancellationToken);
        return search.Run();
    }
}
