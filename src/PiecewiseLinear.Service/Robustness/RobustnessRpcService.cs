using System.Collections.Immutable;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Service;

/// <summary><c>RobustnessService</c>: distances to the decision boundary.</summary>
internal sealed class RobustnessRpcService(ModelDirectory models, RegionQuestions questions, TimeProvider time) : IRpcService
{
    public ServiceDescriptor Descriptor => V1.RobustnessServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods) => methods.ServerStreaming<V1.CertifyRequest, V1.CertifyResponse>("Certify", CertifyAsync);

    private async Task CertifyAsync(V1.CertifyRequest request, IResponseStream<V1.CertifyResponse> responses, CallContext context)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        ImmutableArray<RadiusQuery> queries = Read(request, model);
        ResponseNumbers numbers = ResponseNumbers.Of(request.NumberFormat, "number_format");
        using BackPressure<V1.CertifyResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken =>
        {
            for (int k = 0; k < queries.Length; k++)
            {
                int index = k;
                RadiusQuery query = queries[k];
                Reports<RadiusProgress> progress = new(value => stream.Offer(new V1.CertifyResponse { Bounds = RadiusMessages.Write(index, value) }));
                RadiusAnswer answer = Refusals.In(string.Empty, () => DecisionRadius.Find(query, progress, cancellationToken));
                stream.Send(new V1.CertifyResponse { Result = RadiusMessages.Write(index, model.Sha256, query, answer, numbers) });
                if (request.Certificate)
                {
                    using ChunkStream chunks = new((chunk, last) => stream.Send(new V1.CertifyResponse { CertificateChunk = new V1.RadiusCertificateChunk { Index = index, Data = chunk, Last = last } }));
                    RadiusCertificate.Write(query, answer, model.Sha256, chunks, cancellationToken);
                    chunks.Finish();
                }
            }
        });
    }

    /// <summary>All questions, checked before the first is answered.</summary>
    private ImmutableArray<RadiusQuery> Read(V1.CertifyRequest request, StoredModel model)
    {
        int inputs = model.Loaded.Network.InputDimension;
        ImmutableArray<ImmutableArray<Rational>> points = RequestPoints.Read(request.Points, inputs, "points");
        if (request.Labels.Count != 0 && request.Labels.Count != points.Length)
        {
            throw FieldError.Invalid("labels", $"{request.Labels.Count} labels are given, expected {points.Length}, one a point, or none");
        }

        RadiusQuery common = new()
        {
            Network = model.Loaded.Network,
            Point = [],
            Norm = RegionQuestions.Norm(request.Norm, "norm"),
            Target = request.HasTarget ? request.Target : null,
            Box = RequestNumbers.Box(request.Box, inputs, "box"),
            Solver = questions.Solver(request.Engine, inputs, "engine"),
            Threads = RequestPoints.Threads(request.Threads, "threads"),
            MaxTime = RequestPoints.Seconds(request.MaxSeconds, "max_seconds"),
            RecordProof = request.Certificate,
            Time = time,
        };
        return [.. points.Select((point, k) => Validated(common with { Point = point, Label = request.Labels.Count == 0 ? null : request.Labels[k] }, k))];
    }

    private static RadiusQuery Validated(RadiusQuery query, int index)
    {
        try
        {
            query.Validate();
            return query;
        }
        catch (RegionQueryException e)
        {
            throw FieldError.Invalid(
                e.Field switch { "point" => $"points[{index}]", "label" => $"labels[{index}]", var field => field }, $"point {index}: {e.Message}", e);
        }
    }
}
