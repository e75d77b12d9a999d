using System.Buffers.Binary;
using Google.Protobuf;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Writes answers about regions as messages.</summary>
internal static class RegionMessages
{
    public static V1.PointRegions Write(RegionQuery query, PointRegions answer, ResponseNumbers numbers)
    {
        V1.PointRegions message = new()
        {
            Sha256 = query.NetworkSha256,
            Evidence = AnswerEvidence.Enclosed(answer) ? V1.Evidence.Enclosed : V1.Evidence.Certified,
            Complete = answer.Complete,
            ElapsedMs = answer.Elapsed.TotalMilliseconds,
        };
        message.Certified.AddRange(AnswerEvidence.CertifiedFields(answer));
        message.Signs.AddRange(answer.Signs);
        message.OnWalls.AddRange(answer.OnWalls.Select(static wall => new V1.Neuron { Layer = wall.Layer, Neuron_ = wall.Neuron }));
        message.Regions.AddRange(answer.Regions.Select(region => Region(region, numbers)));
        return message;
    }

    public static V1.Pattern Pattern(ActivationPattern pattern)
    {
        byte[] packed = new byte[pattern.Bits.Length * sizeof(ulong)];
        for (int i = 0; i < pattern.Bits.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(packed.AsSpan(i * sizeof(ulong)), pattern.Bits[i]);
        }

        V1.Pattern message = new() { Packed = ByteString.CopyFrom(packed, 0, (pattern.NeuronCount + 7) / 8) };
        message.Layers.AddRange(pattern.ToLayerStrings());
        return message;
    }

    public static V1.RowName Row(RowReference row)
        => row.IsNeuron
            ? new V1.RowName { Neuron = new V1.Neuron { Layer = row.Layer, Neuron_ = row.NeuronIndex } }
            : new V1.RowName { Side = new V1.BoxSide { Input = row.Input, Upper = row.Side == BoxSide.Upper } };

    public static V1.Facet Facet(Facet facet, ResponseNumbers numbers)
    {
        V1.Facet message = new() { Row = Row(facet.Row), Normal = numbers.Vector(facet.Normal), Offset = numbers.Number(facet.Offset) };
        message.Also.AddRange(facet.Also.Select(Row));
        return message;
    }

    private static V1.Region Region(LinearRegion region, ResponseNumbers numbers)
    {
        V1.Region message = new() { Map = Map(region.Map, numbers), FacetCount = region.Facets?.Length ?? 0 };
        message.Pattern.AddRange(region.Pattern.ToLayerStrings());
        message.Undecided.AddRange(region.Undecided.Select(static row => row.ToString()));
        message.Facets.AddRange((region.Facets ?? []).Select(facet => Facet(facet, numbers)));
        foreach (Neighbor neighbor in region.Neighbors ?? [])
        {
            V1.Neighbor item = new() { Facet = neighbor.Facet };
            item.Pattern.AddRange(neighbor.Pattern.ToLayerStrings());
            message.Neighbors.Add(item);
        }

        if (region.Ball is { } ball)
        {
            message.Ball = Ball(ball, numbers);
        }

        if (region.Vertices is { } vertices)
        {
            message.Vertices.AddRange(vertices.Points.Select(vertex => numbers.Vector(vertex)));
            message.VerticesComplete = vertices.Complete;
        }

        return message;
    }

    private static V1.AffineMap Map(AffineMap map, ResponseNumbers numbers)
    {
        V1.AffineMap message = new() { B = numbers.Vector(map.B) };
        message.A.AddRange(map.A.Select(row => numbers.Vector(row)));
        return message;
    }

    private static V1.Ball Ball(InscribedBallAnswer ball, ResponseNumbers numbers)
    {
        V1.Ball message = new()
        {
            Norm = ball.Norm switch
            {
                VectorNorm.L1 => V1.Norm.L1,
                VectorNorm.L2 => V1.Norm.L2,
                VectorNorm.LInf => V1.Norm.Linf,
                _ => throw new ArgumentOutOfRangeException(nameof(ball), ball.Norm, "expected a known norm"),
            },
            Center = numbers.Vector(ball.Center),
            Lower = numbers.LowerBound(ball.Lower),
        };
        if (ball.Upper is { } upper)
        {
            message.Upper = numbers.UpperBound(upper);
        }

        return message;
    }
}
