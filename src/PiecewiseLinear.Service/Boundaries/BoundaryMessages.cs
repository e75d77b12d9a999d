using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Service;

/// <summary>Writes answers to boundary questions as messages.</summary>
internal static class BoundaryMessages
{
    public static V1.BoundaryPoint Write(BoundaryPoint point, ResponseNumbers numbers)
    {
        V1.BoundaryPoint message = new()
        {
            Outputs = numbers.Vector(point.Outputs),
            Other = point.Other,
            L1 = Number(point.DistanceIn(VectorNorm.L1).Power),
            L2Squared = Number(point.DistanceIn(VectorNorm.L2).Power),
            Linf = Number(point.DistanceIn(VectorNorm.LInf).Power),
        };
        message.Input.AddRange(point.Input.Select(Number));
        message.Changed.AddRange(point.Changed);
        foreach ((string name, Rational value) in point.Constants)
        {
            message.Constants[name] = value.ToString();
        }

        return message;
    }

    public static V1.BoundaryResult Write(BoundaryAnswer answer, BoundaryQuery query, string sha256, ResponseNumbers numbers)
    {
        V1.BoundaryResult message = new()
        {
            Sha256 = sha256,
            Status = answer.Status switch
            {
                BoundaryStatus.Found => V1.BoundaryStatus.Found,
                BoundaryStatus.None => V1.BoundaryStatus.None,
                _ => V1.BoundaryStatus.Unknown,
            },
            Evidence = answer.Status == BoundaryStatus.Unknown ? V1.Evidence.Unspecified : Write(answer.Evidence),
            Reason = answer.Reason ?? string.Empty,
            Label = answer.Label,
            Point = answer.Point is { } point ? Write(point, numbers) : null,
            ElapsedMs = answer.Elapsed.TotalMilliseconds,
        };
        message.Notes.AddRange(query.Constraints?.Notes ?? []);
        if (answer.Proof is { } proof)
        {
            (message.Proved, message.ProvedWhole) = (BoundaryCertificate.InWords(proof), proof.IsWhole);
        }

        if (answer.Minimum is { } minimum)
        {
            message.Minimum = new V1.BoundaryMinimum
            {
                Lower = numbers.LowerBound(minimum.Lower),
                Upper = minimum.Upper is { } upper ? numbers.UpperBound(upper) : null,
                Exact = minimum.IsExact,
                Evidence = Write(minimum.Evidence),
            };
        }

        return message;
    }

    public static V1.WhyNotResult Write(WhyNotAnswer answer, BoundaryQuery query, string sha256, ResponseNumbers numbers)
    {
        V1.WhyNotResult message = new()
        {
            Wanted = answer.Class,
            Outputs = numbers.Vector(answer.Outputs),
            NearestInRegion = answer.NearestInRegion is { } nearest ? numbers.Vector(nearest) : null,
            Change = Write(answer.Change, query, sha256, numbers),
        };
        if (answer.RegionKeepsIt is { } keeps)
        {
            message.RegionKeepsIt = keeps;
        }

        message.Pattern.AddRange(answer.Pattern.ToLayerStrings());
        message.Inequalities.AddRange(answer.Inequalities.Select(inequality => Write(inequality, numbers)));
        return message;
    }

    private static V1.WeightedInequality Write(WeightedInequality inequality, ResponseNumbers numbers)
    {
        V1.WeightedInequality message = new() { Normal = numbers.Vector(inequality.Normal), Offset = Number(inequality.Offset), Weight = Number(inequality.Weight) };
        switch (inequality.Source)
        {
            case InequalitySource.Wall wall:
                message.Neuron = new V1.Neuron { Layer = wall.Layer, Neuron_ = wall.Neuron };
                break;
            case InequalitySource.BoxSide side:
                message.BoxSide = new V1.BoxSide { Input = side.Input, Upper = side.IsUpper };
                break;
            case InequalitySource.Rival rival:
                message.Rival = rival.Label;
                break;
        }

        return message;
    }

    private static V1.Evidence Write(BoundaryEvidence evidence)
        => evidence switch
        {
            BoundaryEvidence.Certified => V1.Evidence.Certified,
            BoundaryEvidence.Enclosed => V1.Evidence.Enclosed,
            _ => V1.Evidence.SolverClaim,
        };

    private static V1.Rational Number(Rational value) => new() { Value = value.ToString() };
}
