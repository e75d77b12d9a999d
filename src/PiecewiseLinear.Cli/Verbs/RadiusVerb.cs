using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Service;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin radius MODEL (--point P | --points FILE)</c>: how far to the decision boundary?</summary>
internal static class RadiusVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> point = new("--point") { HelpName = "P", Description = "Numbers apart by commas (-0.5,1/3,1e-3), or @FILE." };
        Option<string?> points = new("--points") { HelpName = "FILE", Description = "Many points, one a line; a whole number more at the end of every line is the class to keep." };
        Option<string?> box = CommonOptions.Box();
        Option<string> engine = CommonOptions.Engine();
        Option<string> norm = new("--norm") { HelpName = "NORM", Description = "In which the distance is measured: l1, l2 or linf.", DefaultValueFactory = static _ => "l2" };
        Option<string?> label = new("--label") { HelpName = "K", Description = "The class to keep. Default: the decision at the point. With another decision there the distance is 0." };
        Option<string?> target = new("--target") { HelpName = "J", Description = "Only against this class. Default: against every other." };
        Option<string?> certificate = new("--certificate") { HelpName = "FILE", Description = "Write the certificate of the answer." };
        Option<string?> csv = new("--csv") { HelpName = "FILE", Description = "With --points: write the certified accuracy by radius." };
        Option<string?> svg = new("--svg") { HelpName = "FILE", Description = "With --points: draw it." };
        Command command = new("radius", "The exact distance from a point to the decision boundary, with a nearest boundary point.")
        {
            model, point, points, box, engine, norm, label, target, certificate, csv, svg,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(point) is null == parsed.GetValue(points) is null)
            {
                throw new BadInputException("plin radius: of which point? Expected --point P or --points FILE, one of them");
            }

            string? alone = parsed.GetValue(points) is null ? parsed.GetValue(csv) is not null ? "--csv" : parsed.GetValue(svg) is not null ? "--svg" : null : null;
            if (alone is not null)
            {
                throw new BadInputException($"{alone} needs --points FILE: a curve is about many points");
            }

            using SolverCatalog solvers = new();
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            int inputs = loaded.Network.InputDimension;
            RadiusQuery query = new()
            {
                Network = loaded.Network,
                Point = [],
                Norm = CommonOptions.NormOf(parsed.GetValue(norm)!),
                Label = Class("--label", parsed.GetValue(label)),
                Target = Class("--target", parsed.GetValue(target)),
                Box = parsed.GetValue(box) is { } text ? BoxText.Read("--box", text, inputs) : null,
                Solver = solvers.Get(CommonOptions.EngineOf(parsed.GetValue(engine)!), inputs),
                Threads = CommonOptions.ThreadsOf(parsed),
                MaxTime = CommonOptions.TimeLimit(parsed),
                RecordProof = parsed.GetValue(certificate) is not null,
            };
            bool json = parsed.GetValue(CommonOptions.Json), exact = parsed.GetValue(CommonOptions.Exact);
            return Task.FromResult(parsed.GetValue(points) is { } file
                ? Many(loaded, query, file, new RadiusFiles(parsed.GetValue(certificate), parsed.GetValue(csv), parsed.GetValue(svg)), json, exact, cancellationToken)
                : One(loaded, query with { Point = NumberText.Read("--point", parsed.GetValue(point)!, "the point") }, parsed.GetValue(certificate), json, exact, cancellationToken));
        });
        return command;
    }

    private static int One(LoadedNetwork loaded, RadiusQuery query, string? certificate, bool json, bool exact, CancellationToken cancellationToken)
    {
        RadiusAnswer answer = DecisionRadius.Find(query, progress: null, cancellationToken);
        if (certificate is not null)
        {
            OutputFile.Write(certificate, stream => RadiusCertificate.Write(query, answer, loaded.Sha256, stream, cancellationToken));
        }

        if (json)
        {
            JsonOutput.Print(writer => RadiusJson.Write(writer, loaded.Sha256, query, answer, exact));
        }
        else
        {
            RadiusText.Print(query, answer, exact);
        }

        return answer.IsExact ? ExitStatus.Answered : ExitStatus.BudgetExhausted;
    }

    /// <summary>One answer after the other; with --timeout each point has the time for itself.</summary>
    private static int Many(LoadedNetwork loaded, RadiusQuery query, string file, RadiusFiles files, bool json, bool exact, CancellationToken cancellationToken)
    {
        if (files.Certificate is not null && !files.Certificate.Contains("{}", StringComparison.Ordinal))
        {
            throw new BadInputException($"--certificate: '{files.Certificate}' names one file for many points; expected a name with {{}} in it, which stands for the number of the point");
        }

        RadiusTable table = new(loaded, query, PointTable.LabelledPoints("--points", file, loaded.Network.InputDimension), files.Certificate);
        if (json)
        {
            JsonOutput.Print(writer => RadiusJson.WriteTable(writer, loaded.Sha256, query, table.Run(cancellationToken), exact));
        }
        else
        {
            RadiusText.PrintTable(query, table.Run(cancellationToken), exact);
        }

        AccuracyCurve curve = AccuracyCurve.Of(table.Answers, query.Norm);
        files.WriteCurve(curve);
        return table.Answers.TrueForAll(static answer => answer.IsExact) ? ExitStatus.Answered : ExitStatus.BudgetExhausted;
    }

    private static int? Class(string option, string? text)
        => text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int label) ? label
            : throw new BadInputException($"{option}: '{text}' is no class; expected a whole number from 0");
}
