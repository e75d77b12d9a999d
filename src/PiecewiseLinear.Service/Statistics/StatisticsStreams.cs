using Google.Protobuf;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>Answers <c>GetStatistics</c> and <c>PackPatterns</c>.</summary>
internal sealed class StatisticsStreams(ModelDirectory models, RegionQuestions questions, TimeProvider time)
{
    public async Task GetAsync(V1.GetStatisticsRequest request, IResponseStream<V1.GetStatisticsResponse> responses, CallContext context)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        StatisticsQuery query = Read(request, model);
        ResponseNumbers numbers = ResponseNumbers.Of(request.NumberFormat, "number_format");
        using BackPressure<V1.GetStatisticsResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken => Refusals.In(string.Empty, () =>
        {
            long start = time.GetTimestamp();
            SummaryBuilder summary = new();
            bool complete = true;
            Reports<EnumerationProgress> progress = new(value => stream.Offer(new V1.GetStatisticsResponse { Progress = EnumerationMessages.Write(value) }));
            IEnumerable<RegionRecord> records = request.Points is null
                ? RegionStatistics.OverBox(query, Budget(request), count => complete = count.Complete, progress, cancellationToken)
                : RegionStatistics.OverPoints(query, RequestPoints.Read(request.Points, query.Network.InputDimension, "points"), cancellationToken);
            foreach (RegionRecord record in records)
            {
                summary.Add(record);
                if (request.Records)
                {
                    stream.Send(new V1.GetStatisticsResponse { Record = StatisticsMessages.Write(record, numbers) });
                }
            }

            stream.Send(new V1.GetStatisticsResponse { Summary = StatisticsMessages.Write(summary.ToSummary(), model.Sha256, complete, time.GetElapsedTime(start)) });
            return true;
        }));
    }

    public V1.PackPatternsResponse Pack(V1.PackPatternsRequest request, CallContext context)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        int threads = RequestPoints.Threads(request.Threads, "threads");
        PatternBatch batch = Refusals.In(string.Empty, () => PatternBatch.Find(
            model.Loaded.Network, RequestPoints.Read(request.Points, model.Loaded.Network.InputDimension, "points"), threads, context.Cancellation));
        V1.PackPatternsResponse response = new()
        {
            BytesPerPoint = batch.BytesPerPoint,
            Patterns = ByteString.CopyFrom(batch.Bits.Span),
            DistinctPatterns = PatternDistances.SharedPatterns(batch).Length,
        };
        response.LayerWidths.AddRange(batch.LayerWidths);
        for (int p = 0; p < batch.Count; p++)
        {
            if (batch.HasZero[p])
            {
                response.PointsWithZero.Add(p);
            }
        }

        return response;
    }

    private StatisticsQuery Read(V1.GetStatisticsRequest request, StoredModel model)
    {
        int inputs = model.Loaded.Network.InputDimension;
        if (request.Points is null && request.Box is null)
        {
            throw FieldError.Invalid("box", "neither points nor a box is set; expected points, a box, or both");
        }

        return new StatisticsQuery
        {
            Network = model.Loaded.Network,
            Solver = questions.Solver(request.Engine, inputs, "engine"),
            Box = RequestNumbers.Box(request.Box, inputs, "box"),
            BallNorm = RegionQuestions.Norm(request.Norm, "norm"),
            Facets = !request.WithoutFacets,
            Boundary = !request.WithoutBoundary,
            Volumes = request.Volumes,
            Walks = request.Walks is { } walks ? new WalkOptions(walks.Directions, walks.Hops, walks.Seed) : null,
            Threads = RequestPoints.Threads(request.Threads, "threads"),
        };
    }

    private static EnumerationBudget Budget(V1.GetStatisticsRequest request)
        => request.MaxRegions switch
        {
            < 0 => throw FieldError.Invalid("max_regions", $"max_regions is {request.MaxRegions}, expected a count, or 0 for no limit"),
            0 => EnumerationBudget.Unlimited,
            _ => EnumerationBudget.Unlimited with { MaxRegions = request.MaxRegions },
        };
}
