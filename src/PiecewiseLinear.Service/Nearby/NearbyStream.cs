using PiecewiseLinear.Regions;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>Answers <c>FindNearbyRegions</c>.</summary>
internal sealed class NearbyStream(ModelDirectory models, RegionQuestions questions, ServiceLimits limits, TimeProvider time)
{
    public async Task FindAsync(V1.FindNearbyRegionsRequest request, IResponseStream<V1.FindNearbyRegionsResponse> responses, CallContext context)
    {
        StoredModel model = models.Require(request.Sha256, "sha256");
        NearbyQuery query = Read(request, model);
        ResponseNumbers numbers = ResponseNumbers.Of(request.NumberFormat, "number_format");
        using BackPressure<V1.FindNearbyRegionsResponse> stream = new(context.Cancellation);
        await stream.RunAsync(responses, cancellationToken => Refusals.In(string.Empty, () =>
        {
            foreach (NearbyMessage message in RegionsNearby.Find(query, cancellationToken))
            {
                stream.Send(message switch
                {
                    NearbyMessage.Found found => new V1.FindNearbyRegionsResponse { Region = Region(found.Region, numbers) },
                    NearbyMessage.Finished finished => new V1.FindNearbyRegionsResponse { Summary = Summary(finished.Summary, model.Sha256) },
                    _ => throw new InvalidOperationException($"a message of unknown kind: {message.GetType().Name}"),
                });
            }

            return true;
        }));
    }

    private NearbyQuery Read(V1.FindNearbyRegionsRequest request, StoredModel model)
    {
        int inputs = model.Loaded.Network.InputDimension;
        if (request.Radius is null && request.Nearest == 0)
        {
            throw FieldError.Invalid("nearest", "neither radius nor nearest is set; expected a radius, a number of nearest regions, or both");
        }

        if (request.MaxRegions < 0 || request.MaxRegions > limits.MaxRegions)
        {
            throw FieldError.Invalid("max_regions", $"max_regions is {request.MaxRegions}, expected 1 to {limits.MaxRegions}, or 0 for that limit");
        }

        return new NearbyQuery
        {
            Network = model.Loaded.Network,
            Point = RequestNumbers.Vector(request.Point, "point", "the point"),
            Solver = questions.Solver(request.Engine, inputs, "engine"),
            Norm = RegionQuestions.Norm(request.Norm, "norm"),
            Radius = request.Radius is null ? null : RequestNumbers.Number(request.Radius, "radius", "the radius"),
            Nearest = request.Nearest == 0 ? null : request.Nearest,
            Box = RequestNumbers.Box(request.Box, inputs, "box"),
            MaxRegions = request.MaxRegions == 0 ? limits.MaxRegions : request.MaxRegions,
            Time = time,
        };
    }

    private static V1.NearbyRegion Region(NearbyRegion region, ResponseNumbers numbers)
    {
        V1.NearbyRegion message = new()
        {
            Index = region.Index,
            NearestPoint = numbers.Vector(region.NearestPoint),
            Hops = region.Hops,
            Interior = numbers.Vector(region.Interior),
            FacetCount = region.Facets.Length,
        };
        message.Pattern.AddRange(region.Pattern.ToLayerStrings());
        message.Neighbors.AddRange(region.Neighbors.Select(static neighbor => string.Join(' ', neighbor.Pattern.ToLayerStrings())));
        if (region.Distance.Value is { } distance)
        {
            message.Distance = new V1.Rational { Value = distance.ToString() };
        }

        if (region.Distance.Squared is { } squared)
        {
            message.SquaredDistance = new V1.Rational { Value = squared.ToString() };
        }

        return message;
    }

    private static V1.NearbySummary Summary(NearbySummary summary, string sha256)
        => new()
        {
            Sha256 = sha256,
            Evidence = V1.Evidence.Enclosed,
            Regions = summary.Regions,
            NeighborPairs = summary.NeighborPairs,
            Complete = summary.Complete,
            Incomplete = summary.Incomplete ?? string.Empty,
            ElapsedMs = summary.Elapsed.TotalMilliseconds,
        };
}
