using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Rpc;
using PiecewiseLinear.V1;
using Rational = PiecewiseLinear.Exact.Rational;

namespace PiecewiseLinear.Cli;

/// <summary>What the demo says to the service, over a real connection, and what it prints.</summary>
internal sealed class DemoConversation(Uri address, string modelFolder, string output) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly RpcClient _client = new(address);

    public void Dispose() => _client.Dispose();

    /// <summary>Asks everything; true if every certificate was accepted and the engines agree.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"service     {address} (gRPC)");
        Model model = await UploadAsync(Path.Combine(modelFolder, Path.GetFileName(modelFolder) + ".onnx"), cancellationToken);
        Console.WriteLine($"network     {model.FileName}: {model.Inputs}-{string.Join('-', model.HiddenLayers)}-{model.Outputs}, sha256 {model.Sha256[..16]}…");

        string sample = Path.Combine(modelFolder, "samples", "digit-8.txt");
        Rational[] digit = [.. NumberText.Read("demo", "@" + sample, "the digit")];
        GetRegionResponse inside = await AskAsync("a digit", model, digit, LinearProgramEngine.Dense, cancellationToken);
        bool valid = await CheckAsync(model, inside.Certificate, "digit-region.certificate", cancellationToken);

        GetRegionResponse second = await AskAsync("the same through OR-Tools", model, digit, LinearProgramEngine.OrTools, cancellationToken);
        bool same = SameRegion(inside, second);
        Console.WriteLine($"  agreement  {(same ? "the same pattern, facets and ball bounds that overlap" : "THE ENGINES DIFFER")}");
        valid &= same & await CheckAsync(model, second.Certificate, "digit-region-or-tools.certificate", cancellationToken);

        Rational[] corner = new PointFreedom(inside.Answer.Regions[0], digit).NearestWall();
        GetRegionResponse wall = await AskAsync("a point on its nearest wall, through OR-Tools", model, corner, LinearProgramEngine.OrTools, cancellationToken);
        valid &= wall.Answer.Regions.Count > 1 && await CheckAsync(model, wall.Certificate, "wall-regions.certificate", cancellationToken);

        (RadiusResult radius, ByteString proof) = await DemoRadius.AskAsync(_client, model, Spell(digit), cancellationToken);
        valid &= await CheckAsync(model, proof, "digit-radius.certificate", cancellationToken);

        string nearest = Path.Combine(output, "nearest-other-digit.svg");
        OutputFile.Write(nearest, stream => stream.Write(NearestDigitPicture.Draw(digit, radius)));
        Console.WriteLine($"picture     {nearest}: the digit, the nearest point where it is a {radius.Other} as well, and the change");
        string picture = Path.Combine(output, "digit-freedom.svg");
        OutputFile.Write(picture, stream => stream.Write(FreedomPicture.Draw(digit, inside.Answer.Regions[0])));
        Console.WriteLine($"picture     {picture}: how far each pixel alone can move before a neuron switches, exact");
        return valid;
    }

    private static MethodDescriptor Method(ServiceDescriptor service, string name) => service.FindMethodByName(name);

    private async Task<Model> UploadAsync(string path, CancellationToken cancellationToken)
    {
        byte[] file = await File.ReadAllBytesAsync(path, cancellationToken);
        UploadModelResponse response = await _client.ClientStreamingAsync<UploadModelRequest, UploadModelResponse>(
            Method(ModelServiceReflection.Descriptor.Services[0], "UploadModel"), Parts(path, file), cancellation: cancellationToken);
        return response.Model;
    }

    private static async IAsyncEnumerable<UploadModelRequest> Parts(string path, byte[] file)
    {
        await Task.CompletedTask;
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        yield return new UploadModelRequest { Header = new UploadHeader { FileName = Path.GetFileName(path), Sha256 = sha256 } };
        for (int at = 0; at < file.Length; at += ChunkBytes)
        {
            yield return new UploadModelRequest { Chunk = ByteString.CopyFrom(file, at, Math.Min(ChunkBytes, file.Length - at)) };
        }
    }

    private async Task<GetRegionResponse> AskAsync(string what, Model model, Rational[] point, LinearProgramEngine engine, CancellationToken cancellationToken)
    {
        GetRegionRequest request = new()
        {
            Question = new RegionQuestion
            {
                Sha256 = model.Sha256,
                Point = Spell(point),
                Box = new V1.Box { EveryInput = new Interval { Lower = new V1.Rational { Value = "0" }, Upper = new V1.Rational { Value = "1" } } },
                Engine = engine,
            },
            Certificate = true,
        };
        GetRegionResponse response = await _client.UnaryAsync<GetRegionRequest, GetRegionResponse>(
            Method(RegionServiceReflection.Descriptor.Services[0], "GetRegion"), request, cancellation: cancellationToken);
        Print(what, response.Answer);
        return response;
    }

    private static Vector Spell(Rational[] point)
    {
        V1.RationalVector numbers = new();
        numbers.Values.AddRange(point.Select(static x => new V1.Rational { Value = x.ToString() }));
        return new Vector { Rationals = numbers };
    }

    private static void Print(string what, PointRegions answer)
    {
        Console.WriteLine($"question    {what}: {answer.Regions.Count} region{(answer.Regions.Count == 1 ? string.Empty : "s meet there")} ({answer.ElapsedMs.ToString("F1", CultureInfo.InvariantCulture)} ms)");
        foreach (Region region in answer.Regions)
        {
            Console.WriteLine($"  pattern    {string.Join(' ', region.Pattern)}");
            Console.WriteLine($"  facets     {region.FacetCount}: {region.Facets.Count(static f => f.Row.Neuron is not null)} walls of neurons, {region.Facets.Count(static f => f.Row.Side is not null)} sides of the box");
            Console.WriteLine($"  ball       Euclidean inradius in [{Down(region.Ball.Lower)}, {Up(region.Ball.Upper)}]");
        }
    }

    private async Task<bool> CheckAsync(Model model, ByteString certificate, string name, CancellationToken cancellationToken)
    {
        string path = Path.Combine(output, name);
        OutputFile.Write(path, certificate.WriteTo);
        CheckResponse verdict = await _client.UnaryAsync<CheckRequest, CheckResponse>(
            Method(CertificateServiceReflection.Descriptor.Services[0], "Check"),
            new CheckRequest { Sha256 = model.Sha256, Certificate = certificate },
            cancellation: cancellationToken);
        Console.WriteLine($"  evidence   {(verdict.Valid ? "VALID" : "INVALID: " + verdict.Reason)}  ({path}, {certificate.Length} bytes)");
        return verdict.Valid;
    }

    private static bool SameRegion(GetRegionResponse one, GetRegionResponse other)
    {
        Region a = one.Answer.Regions[0], b = other.Answer.Regions[0];
        return a.Pattern.SequenceEqual(b.Pattern)
            && a.Facets.Select(static f => f.Row).SequenceEqual(b.Facets.Select(static f => f.Row))
            && Exact(a.Ball.Lower) <= Exact(b.Ball.Upper) && Exact(b.Ball.Lower) <= Exact(a.Ball.Upper);
    }

    private static Rational Exact(Numbers numbers) => Rational.Parse(numbers.Exact[0].Value, new NumberLimits(1_000_000, 5_000));

    private static string Down(Numbers numbers) => Exact(numbers).RoundDown().ToString("R", CultureInfo.InvariantCulture);

    private static string Up(Numbers numbers) => Exact(numbers).RoundUp().ToString("R", CultureInfo.InvariantCulture);
}
