using System.Collections.Immutable;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Answers <c>GetInequalities</c>.</summary>
internal static class InequalityMessages
{
    public static V1.GetInequalitiesResponse Answer(RegionQuestions questions, V1.GetInequalitiesRequest request, CancellationToken cancellationToken)
    {
        if (request.Layered && request.Irredundant)
        {
            throw FieldError.Invalid("irredundant", "redundancy is removed in the composed form only; leave layered or irredundant out");
        }

        RegionQuery query = questions.Read(request.Question, "question");
        ResponseNumbers numbers = ResponseNumbers.Of(request.Question.NumberFormat, "question.number_format");
        return Refusals.In("question", () =>
        {
            ImmutableArray<NestedInequality> inequalities = request.Layered
                ? NestedInequalities.Layered(query, cancellationToken)
                : NestedInequalities.Composed(query, request.Irredundant, cancellationToken);
            V1.GetInequalitiesResponse response = new() { Text = Text(request, query, cancellationToken) };
            response.Inequalities.AddRange(inequalities.Select(inequality => Message(inequality, numbers)));
            return response;
        });
    }

    private static string Text(V1.GetInequalitiesRequest request, RegionQuery query, CancellationToken cancellationToken)
    {
        if (request.Format == V1.InequalityFormat.Unspecified)
        {
            return string.Empty;
        }

        TextFormat format = request.Format switch
        {
            V1.InequalityFormat.Lp => TextFormat.Lp,
            V1.InequalityFormat.Mps => TextFormat.Mps,
            V1.InequalityFormat.Smt2 => TextFormat.SmtLib,
            _ => throw FieldError.Invalid("format", $"'{(int)request.Format}' is no format; expected lp, mps or smt2"),
        };
        using StringWriter text = new();
        RegionEncoding.Write(query, request.Layered, request.Irredundant, format, text, cancellationToken);
        return text.ToString();
    }

    private static V1.Inequality Message(NestedInequality inequality, ResponseNumbers numbers)
    {
        V1.Inequality message = new() { Row = RegionMessages.Row(inequality.Row), Offset = numbers.Number(inequality.Offset) };
        message.Terms.AddRange(inequality.Terms.Select(term => new V1.InequalityTerm { Layer = term.Layer, Normal = numbers.Vector(term.Normal) }));
        return message;
    }
}
