using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Service;

/// <summary><c>BoundaryService</c>: points on or across the decision boundary.</summary>
internal sealed class BoundaryRpcService(BoundaryQuestions questions) : IRpcService
{
    public ServiceDescriptor Descriptor => V1.BoundaryServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods)
        => methods
            .ServerStreaming<V1.FindRequest, V1.FindResponse>("Find", FindAsync)
            .ServerStreaming<V1.WhyNotRequest, V1.WhyNotResponse>("WhyNot", WhyNotAsync);

    private async Task FindAsync(V1.FindRequest request, IResponseStream<V1.FindResponse> responses, CallContext context)
    {
        (StoredModel model, BoundaryQuery query) = questions.Read(request.Question, request.Goal, request.Minimize, request.HasTarget ? request.Target : null);
        ResponseNumbers numbers = ResponseNumbers.Of(request.Question.NumberFormat, "question.number_format");
        using BackPressure<V1.FindResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            Reports<BoundaryPoint> progress = new(point => stream.Offer(new V1.FindResponse { Improved = BoundaryMessages.Write(point, numbers) }));
            BoundaryAnswer answer = BoundaryQuestions.Answer(() => BoundaryEngine.Find(query, progress, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            stream.Send(new V1.FindResponse { Result = BoundaryMessages.Write(answer, query, model.Sha256, numbers) });
            WriteProof(request.Certificate, answer, model, chunk => stream.Send(new V1.FindResponse { CertificateChunk = chunk }), cancellationToken);
        });
    }

    private async Task WhyNotAsync(V1.WhyNotRequest request, IResponseStream<V1.WhyNotResponse> responses, CallContext context)
    {
        (StoredModel model, BoundaryQuery query) = questions.Read(request.Question, V1.BoundaryGoal.Reach, request.Minimize, request.Wanted);
        ResponseNumbers numbers = ResponseNumbers.Of(request.Question.NumberFormat, "question.number_format");
        using BackPressure<V1.WhyNotResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            Reports<BoundaryPoint> progress = new(point => stream.Offer(new V1.WhyNotResponse { Improved = BoundaryMessages.Write(point, numbers) }));
            WhyNotAnswer answer = BoundaryQuestions.Answer(() => WhyNotEngine.Explain(query, progress, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            stream.Send(new V1.WhyNotResponse { Result = BoundaryMessages.Write(answer, query, model.Sha256, numbers) });
            WriteProof(request.Certificate, answer.Change, model, chunk => stream.Send(new V1.WhyNotResponse { CertificateChunk = chunk }), cancellationToken);
        });
    }

    /// <summary>Sends the certificate of an answer in pieces, if it is asked for and something is proved.</summary>
    private static void WriteProof(bool isWanted, BoundaryAnswer answer, StoredModel model, Action<V1.BoundaryCertificateChunk> send, CancellationToken cancellationToken)
    {
        if (isWanted && answer.Proof is not null)
        {
            using ChunkStream chunks = new((chunk, last) => send(new V1.BoundaryCertificateChunk { Data = chunk, Last = last }));
            BoundaryCertificate.Write(answer, model.Sha256, chunks, cancellationToken);
            chunks.Finish();
        }
    }
}
