using System.CommandLine;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary>
/// <c>plin encode MODEL (--point P | --box B [--property PROP.vnnlib]) --format lp|mps|smt2 --out FILE</c>: the nested inequalities, for any solver. With a point, those of its region
/// (a box is then the domain); without one, the whole network on the box, which is always layered: <c>--layers</c> changes nothing there; with a property its solutions are the inputs that violate it.
/// </summary>
internal static class EncodeVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> point = CommonOptions.Point(required: false);
        Option<string?> box = CommonOptions.Box();
        Option<string> format = new("--format") { Required = true, HelpName = "FORMAT", Description = "lp, mps or smt2." };
        Option<string> engine = CommonOptions.Engine();
        Option<string?> property = new("--property")
        {
            HelpName = "PROP.vnnlib",
            Description = "With a whole network: add the property as constraints, so that there is a solution exactly if an input of the box violates it. "
                + "Several cases are an or of ands in SMT-LIB, and in LP and MPS a binary variable each with proven bounds. Without --box: the smallest box that holds the property's inputs.",
        };
        Option<bool> layers = new("--layers") { Description = "State each layer in terms of the layers before (else composed, in terms of the input). A whole network is always stated so." };
        Option<bool> irredundant = new("--irredundant") { Description = "Leave out redundant inequalities (of a region, composed form)." };
        Option<string> output = new("--out") { Required = true, HelpName = "FILE", Description = "Where to write." };
        Command command = new("encode", "The inequalities of the region of a point, or (a box alone) the whole network on the box, as LP, MPS or SMT-LIB text.")
        {
            model, point, box, property, engine, format, layers, irredundant, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            using SolverCatalog solvers = new();
            string? place = parsed.GetValue(point), domain = parsed.GetValue(box), asked = parsed.GetValue(property);
            bool layered = parsed.GetValue(layers), facets = parsed.GetValue(irredundant);
            Refuse(place, domain, asked, layered, facets);
            TextFormat kind = FormatOf(parsed.GetValue(format)!);
            LinearProgramEngine linear = CommonOptions.EngineOf(parsed.GetValue(engine)!);
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            int inputs = loaded.Network.InputDimension;
            VnnLibProperty? question = asked is null ? null : PropertyText.Read("--property", asked, loaded).File;
            Box? ends = domain is not null ? BoxText.Read("--box", domain, inputs) : question is null ? null : BoxOf(asked!, question);
            RegionQuery? query = place is null ? null : CommonOptions.PointQuery(loaded, place, ends, solvers.Get(linear, inputs));
            long start = TimeProvider.System.GetTimestamp();
            string file = parsed.GetValue(output)!;
            OutputFile.Write(file, stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                if (query is null)
                {
                    NetworkEncoding.Write(loaded, ends!, question, kind, writer, limit.Token);
                }
                else
                {
                    RegionEncoding.Write(query, layered, facets, kind, writer, limit.Token);
                }
            });
            if (parsed.GetValue(CommonOptions.Json))
            {
                Print(loaded.Sha256, file, parsed.GetValue(format)!, layered || query is null, facets, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }

            return Task.FromResult(ExitStatus.Answered);
        });
        return command;
    }

    private static Box BoxOf(string path, VnnLibProperty property)
        => NetworkEncoding.InputsOf(property) ?? throw new BadInputException($"{path}: no input satisfies it, so that it names no box; expected a --box beside it");

    private static void Refuse(string? point, string? box, string? property, bool layered, bool irredundant)
    {
        if (point is not null && property is not null)
        {
            throw new BadInputException("--property: a property is added to a whole network on a box; leave --point or --property out");
        }

        if (point is null && box is null && property is null)
        {
            throw new BadInputException("encode: neither --point nor --box is given; expected a point (its region) or a box (the whole network on it)");
        }

        if (irredundant && point is null)
        {
            throw new BadInputException("--irredundant: redundancy is removed in the composed form of one region only; leave --irredundant out or give a --point");
        }

        if (irredundant && layered)
        {
            throw new BadInputException("--irredundant: redundancy is removed in the composed form only; leave --layers or --irredundant out");
        }
    }

    private static void Print(string sha256, string file, string format, bool layered, bool irredundant, double elapsed)
        => JsonOutput.Print(writer =>
        {
            writer.WriteString("sha256", sha256);
            writer.WriteString("out", file);
            writer.WriteString("format", format);
            writer.WriteBoolean("layers", layered);
            writer.WriteBoolean("irredundant", irredundant);
            writer.WriteNull("evidence");
            JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
            writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
        });

    private static TextFormat FormatOf(string name)
        => name switch
        {
            "lp" => TextFormat.Lp,
            "mps" => TextFormat.Mps,
            "smt2" => TextFormat.SmtLib,
            _ => throw new BadInputException($"--format: '{name}' is no format; expected lp, mps or smt2"),
        };
}
