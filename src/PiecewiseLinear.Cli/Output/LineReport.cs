using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>Everything that is told about a line.</summary>
/// <param name="Answer">The pieces.</param>
/// <param name="Decisions">The decisions; null without exact numbers.</param>
/// <param name="Measures">The measures; null without exact numbers or where the walk stopped early.</param>
/// <param name="Gradients">The integrated gradients; null where nobody asked.</param>
internal sealed record LineReport(LineAnswer Answer, LineDecisions? Decisions, LineMeasures? Measures, IntegratedGradients? Gradients)
{
    /// <summary>Answers a question; the output to explain is −1 for the decision at the end.</summary>
    public static LineReport Of(LineQuery query, int? explained, CancellationToken cancellationToken)
    {
        LineAnswer answer = LineWalker.Walk(query, cancellationToken);
        if (!query.Exact)
        {
            return new LineReport(answer, null, null, null);
        }

        LineDecisions decisions = LineDecisions.Of(answer);
        LineMeasures? measures = answer.Complete ? LineMeasures.Of(answer) : null;
        int output = explained == -1 ? (query.Network.OutputDimension == 1 ? 0 : decisions.Spans[^1].Labels[0]) : explained ?? 0;
        IntegratedGradients? gradients = explained is not null && answer.Complete ? IntegratedGradients.Along(query.Network, answer, output, cancellationToken) : null;
        return new LineReport(answer, decisions, measures, gradients);
    }
}
