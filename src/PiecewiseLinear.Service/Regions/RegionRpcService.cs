using System.Collections.Immutable;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary><c>RegionService</c>: the linear regions that contain a point, and all regions of a box.</summary>
internal sealed class RegionRpcService(RegionQuestions questions, EnumerationStreams enumerations, NearbyStream nearby, StatisticsStreams statistics) : IRpcService
{
    public ServiceDescriptor Descriptor => V1.RegionServiceReflection.Descriptor.Services[0];

    public void Bind(ServiceBinder methods)
        => methods
            .Unary<V1.GetRegionRequest, V1.GetRegionResponse>("GetRegion", (request, context) => Task.Run(() => GetRegion(request, context), context.Cancellation))
            .ServerStreaming<V1.LocatePointsRequest, V1.LocatePointsResponse>("LocatePoints", LocateAsync)
            .Unary<V1.GetPolytopeRequest, V1.GetPolytopeResponse>("GetPolytope", (request, context) => Ask(
                request.Question, query => query with { BallNorm = null, Vertices = request.Vertices }, context, static answer => new V1.GetPolytopeResponse { Answer = answer }))
            .Unary<V1.GetBallRequest, V1.GetBallResponse>("GetBall", (request, context) => Ask(
                request.Question,
                query => query with { Facets = false, BallNorm = RegionQuestions.Norm(request.Norm, "norm") },
                context,
                static answer => new V1.GetBallResponse { Answer = answer }))
            .Unary<V1.ListNeighborsRequest, V1.ListNeighborsResponse>("ListNeighbors", (request, context) => Ask(
                request.Question, static query => query with { BallNorm = null, Neighbors = true }, context, static answer => new V1.ListNeighborsResponse { Answer = answer }))
            .Unary<V1.GetInequalitiesRequest, V1.GetInequalitiesResponse>(
                "GetInequalities", (request, context) => Task.Run(() => InequalityMessages.Answer(questions, request, context.Cancellation), context.Cancellation))
            .ServerStreaming<V1.EnumerateRegionsRequest, V1.EnumerateRegionsResponse>("EnumerateRegions", enumerations.EnumerateAsync)
            .ServerStreaming<V1.CountRegionsRequest, V1.CountRegionsResponse>("CountRegions", enumerations.CountAsync)
            .ServerStreaming<V1.FindNearbyRegionsRequest, V1.FindNearbyRegionsResponse>("FindNearbyRegions", nearby.FindAsync)
            .ServerStreaming<V1.GetStatisticsRequest, V1.GetStatisticsResponse>("GetStatistics", statistics.GetAsync)
            .Unary<V1.PackPatternsRequest, V1.PackPatternsResponse>("PackPatterns", (request, context) => Task.Run(() => statistics.Pack(request, context), context.Cancellation));

    private Task<TResponse> Ask<TResponse>(
        V1.RegionQuestion? question, Func<RegionQuery, RegionQuery> adjust, CallContext context, Func<V1.PointRegions, TResponse> wrap)
        => Task.Run(
            () =>
            {
                RegionQuery query = adjust(questions.Read(question, "question"));
                ResponseNumbers numbers = ResponseNumbers.Of(question!.NumberFormat, "question.number_format");
                return wrap(RegionMessages.Write(query, RegionQuestions.Answer(query, context.Cancellation), numbers));
            },
            context.Cancellation);

    private V1.GetRegionResponse GetRegion(V1.GetRegionRequest request, CallContext context)
    {
        RegionQuery query = questions.Read(request.Question, "question") with
        {
            BallNorm = RegionQuestions.Norm(request.Norm, "norm"),
            Neighbors = request.Neighbors,
            Vertices = request.Vertices,
        };
        ResponseNumbers numbers = ResponseNumbers.Of(request.Question.NumberFormat, "question.number_format");
        PointRegions answer = RegionQuestions.Answer(query, context.Cancellation);
        V1.GetRegionResponse response = new() { Answer = RegionMessages.Write(query, answer, numbers) };
        if (request.Certificate)
        {
            response.Certificate = CertificateText.Of(answer.Certificate);
        }

        return response;
    }

    private async Task LocateAsync(V1.LocatePointsRequest request, IResponseStream<V1.LocatePointsResponse> responses, CallContext context)
    {
        RegionQuery template = questions.Read(
            new V1.RegionQuestion { Sha256 = request.Sha256, Box = request.Box, MaxRegions = request.MaxRegions }, string.Empty, withPoint: false);
        ImmutableArray<ImmutableArray<Rational>> points = RequestPoints.Read(request.Points, template.Network.InputDimension, "points");
        for (int i = 0; i < points.Length; i++)
        {
            RegionQuery query = template with { Point = points[i] };
            PointPatterns patterns = RegionQuestions.Patterns(query, $"points[{i}]", context.Cancellation);
            V1.LocatePointsResponse response = new() { Index = i, Complete = patterns.Complete };
            response.Signs.AddRange(patterns.Signs);
            response.Regions.AddRange(patterns.Patterns.Select(RegionMessages.Pattern));
            await responses.WriteAsync(response, context.Cancellation);
        }
    }
}
