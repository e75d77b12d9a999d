namespace PiecewiseLinear.Regions;

/// <summary>Answers where a network bends along a path, exactly.</summary>
public static class LineWalker
{
    /// <summary>All pieces of the path, in order.</summary>
    /// <remarks>
    /// Complexity: for each layer and each interval of the layers before it, one composition of the layer in doubles (three sums a weight) and a sort of its zeros; with exact
    /// numbers, as many compositions in exact rows of two columns.
    /// </remarks>
    /// <exception cref="RegionQueryException">The path does not fit the network.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LineAnswer Walk(LineQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        SegmentForms forms = new(query.Network, new NetworkStages(query.Network));
        List<LinePiece> pieces = [];
        long fallbacks = 0;
        bool complete = true;
        for (int segment = 0; complete && segment < query.Path.SegmentCount; segment++)
        {
            SegmentWalk walk = new(query, segment, forms, pieces, cancellationToken);
            complete = walk.Run();
            fallbacks += walk.ExactFallbacks;
        }

        return new LineAnswer(query.Path, [.. pieces], complete, fallbacks);
    }
}
