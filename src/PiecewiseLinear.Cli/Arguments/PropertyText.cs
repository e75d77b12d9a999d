using System.Security.Cryptography;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>A VNN-LIB file, read for a network.</summary>
/// <param name="File">Its content.</param>
/// <param name="Property">The same as a question.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
internal sealed record PropertyText(VnnLibProperty File, VerificationProperty Property, string Sha256)
{
    /// <summary>Reads the file and expects it to suit the network: its numbers of inputs and outputs, and what may be asked after a dropped tail.</summary>
    /// <param name="option">The argument that names the file, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="loaded">The network.</param>
    public static PropertyText Read(string option, string path, LoadedNetwork loaded)
    {
        byte[] bytes = NumberText.ReadBytes(option, path);
        VnnLibProperty file = VnnLibReader.Read(NumberText.TextOf(bytes), path);
        Expect(path, file.InputCount, loaded.Network.InputDimension, "inputs");
        Expect(path, file.OutputCount, loaded.Network.OutputDimension, "outputs");
        VerificationProperty property = VerificationProperty.FromVnnLib(file);
        return TailRule.WhyRefused(loaded.Report.Tail, property) is { } reason
            ? throw new BadInputException($"{path}: {reason}")
            : new PropertyText(file, property, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static void Expect(string path, int declared, int actual, string what)
    {
        if (declared != actual)
        {
            throw new BadInputException($"{path}: it declares {declared} {what}, expected {actual}, the {what} of the network");
        }
    }
}
