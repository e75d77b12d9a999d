using System.Runtime.InteropServices;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>buf, as the tests of the RPC host install it.</summary>
internal static class Buf
{
    private static readonly string Clients = RepositoryRoot.Combine("tests", "PiecewiseLinear.Rpc.Tests", "clients");

    public static async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        ProgramResult prepared = await ExternalProgram.RunAsync(Path.Combine(Clients, "prepare"), []);
        Assert.True(prepared.Status == 0, prepared.ToString());
        string platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "buf-linux-aarch64" : "buf-linux-x64";
        return await ExternalProgram.RunAsync(Path.Combine(Clients, "node_modules", "@bufbuild", platform, "bin", "buf"), arguments);
    }
}
