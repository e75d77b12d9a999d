using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>The radii of many points, one after the other.</summary>
internal sealed class RadiusTable(
    LoadedNetwork loaded, RadiusQuery question, ImmutableArray<(ImmutableArray<Rational> Point, int? Label)> points, string? certificate)
{
    /// <summary>The answers so far.</summary>
    public List<RadiusAnswer> Answers { get; } = [];

    /// <summary>Asks about each point when its answer is asked for. A certificate's name is the given one with the number of the point for {}.</summary>
    public IEnumerable<RadiusAnswer> Run(CancellationToken cancellationToken)
    {
        for (int k = 0; k < points.Length; k++)
        {
            RadiusQuery query = question with { Point = points[k].Point, Label = points[k].Label ?? question.Label };
            RadiusAnswer answer = Find(query, k, cancellationToken);
            if (certificate is not null)
            {
                OutputFile.Write(
                    certificate.Replace("{}", k.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
                    stream => RadiusCertificate.Write(query, answer, loaded.Sha256, stream, cancellationToken));
            }

            Answers.Add(answer);
            yield return answer;
        }
    }

    private static RadiusAnswer Find(RadiusQuery query, int index, CancellationToken cancellationToken)
    {
        try
        {
            return DecisionRadius.Find(query, progress: null, cancellationToken);
        }
        catch (RegionQueryException e)
        {
            throw new BadInputException($"point {index}: {e.Message}", e);
        }
    }
}

/// <summary>The files that <c>plin radius --points</c> writes; null for none.</summary>
internal sealed record RadiusFiles(string? Certificate, string? Csv, string? Svg)
{
    public void WriteCurve(AccuracyCurve curve)
    {
        Write(Csv, curve.ToCsv);
        Write(Svg, curve.ToSvg);
    }

    private static void Write(string? path, Func<string> text)
    {
        if (path is not null)
        {
            OutputFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text())));
        }
    }
}
