using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>Answers <c>EnumerateRegions</c> and <c>CountRegions</c>.</summary>
internal sealed class EnumerationStreams(EnumerationQuestions questions, TimeProvider time)
{
    public async Task EnumerateAsync(V1.EnumerateRegionsRequest request, IResponseStream<V1.EnumerateRegionsResponse> responses, CallContext context)
    {
        (EnumerationQuery query, _, StoredModel model) = questions.Read(request.Question, "question");
        ResponseNumbers numbers = ResponseNumbers.Of(request.Question.NumberFormat, "question.number_format");
        using BackPressure<V1.EnumerateRegionsResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            long start = time.GetTimestamp();
            Sink sink = new(region => stream.Send(new V1.EnumerateRegionsResponse { Region = EnumerationMessages.Write(region, query, request.Details, numbers) }));
            Reports<EnumerationProgress> progress = new(value => stream.Offer(new V1.EnumerateRegionsResponse { Progress = EnumerationMessages.Write(value) }));
            RegionCount count = Refusals.In("question", () => RegionEnumerator.Enumerate(query, sink, progress, cancellationToken));
            stream.Send(new V1.EnumerateRegionsResponse { Summary = EnumerationMessages.Write(count, query, model.Sha256, time.GetElapsedTime(start)) });
        });
    }

    public async Task CountAsync(V1.CountRegionsRequest request, IResponseStream<V1.CountRegionsResponse> responses, CallContext context)
    {
        (EnumerationQuery query, Box box, StoredModel model) = questions.Read(request.Question, "question");
        if (request.Certificate && query.ResumeToken is not null)
        {
            throw FieldError.Invalid(
                "question.resume_token", "the evidence of what was counted before is not in a resume token: expected none where a certificate is asked for");
        }

        using BackPressure<V1.CountRegionsResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            long start = time.GetTimestamp();
            Reports<EnumerationProgress> progress = new(value => stream.Offer(new V1.CountRegionsResponse { Progress = EnumerationMessages.Write(value) }));
            RegionCount count = Refusals.In("question", () => request.Certificate
                ? Certified(query, box, model.Sha256, stream, progress, cancellationToken)
                : RegionEnumerator.Count(query, progress, cancellationToken));
            stream.Send(new V1.CountRegionsResponse { Summary = EnumerationMessages.Write(count, query, model.Sha256, time.GetElapsedTime(start)) });
        });
    }

    /// <summary>Counts, and sends the certificate while it is written.</summary>
    private static RegionCount Certified(
        EnumerationQuery query, Box box, string sha256, BackPressure<V1.CountRegionsResponse> stream, Reports<EnumerationProgress> progress, CancellationToken cancellationToken)
    {
        using ChunkStream target = new((chunk, _) => stream.Send(new V1.CountRegionsResponse { CertificateChunk = chunk }));
        RegionCount count = CountCertificate.Write(query, box, sha256, target, progress, cancellationToken);
        target.Finish();
        return count;
    }

    private sealed class Sink(Action<EnumeratedRegion> send) : IRegionSink
    {
        public bool Accept(EnumeratedRegion region)
        {
            send(region);
            return true;
        }
    }
}
