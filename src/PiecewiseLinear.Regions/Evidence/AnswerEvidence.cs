namespace PiecewiseLinear.Regions;

/// <summary>What the certificate of an answer proves, in the words of the JSON and the messages.</summary>
public static class AnswerEvidence
{
    /// <summary>Whether some number of the answer is enclosed rather than exact (a ball whose bounds differ).</summary>
    public static bool Enclosed(PointRegions answer) => answer.Regions.Any(static region => region.Ball is { } ball && ball.Upper is { } upper && upper != ball.Lower);

    /// <summary>
    /// The names of the fields that the certificate proves. Neighbors and vertices follow from facets and pattern by exact computation, but the
    /// certificate has no evidence of its own for them.
    /// </summary>
    public static IEnumerable<string> CertifiedFields(PointRegions answer)
    {
        yield return "signs";
        yield return "on_walls";
        yield return "pattern";
        yield return "map";
        if (answer.Complete)
        {
            yield return "complete";
            yield return "regions";
        }

        if (answer.Regions.All(static region => region.Facets is not null && region.Undecided.IsEmpty))
        {
            yield return "facets";
            yield return "facet_count";
        }

        if (answer.Regions.All(static region => region.Ball is not null))
        {
            yield return "ball";
        }
    }
}
