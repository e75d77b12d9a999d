namespace PiecewiseLinear.Solvers.Tests.OrTools;

/// <summary>A folder that looks like the host's but holds another program, to see what becomes of a host that misbehaves.</summary>
internal sealed class FakeHost : IDisposable
{
    private const string Preamble = """
        import fs from 'node:fs';
        const write = (bytes) => { const f = Buffer.alloc(4 + bytes.length); f.writeUInt32LE(bytes.length); f.set(bytes, 4); fs.writeSync(1, f); };

        """;

    public FakeHost(string program)
    {
        Path = Directory.CreateTempSubdirectory("plin-fake-host-").FullName;
        string package = System.IO.Path.Combine(Path, "node_modules", "or-tools-wasm");
        Directory.CreateDirectory(package);
        File.WriteAllText(System.IO.Path.Combine(package, "package.json"), "{}");
        File.WriteAllText(System.IO.Path.Combine(Path, "host.mjs"), Preamble + program);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
