using System.Reflection;
using PiecewiseLinear.Rpc;

namespace PiecewiseLinear.Service;

/// <summary>The service's protos with their comments, which the build leaves in the assembly.</summary>
internal static class DescribedProtos
{
    public static OpenApiDescription Read()
    {
        Assembly assembly = typeof(DescribedProtos).Assembly;
        using Stream resource = assembly.GetManifestResourceStream("protos.binpb")
            ?? throw new InvalidOperationException("The assembly lacks its resource protos.binpb; the build leaves it there.");
        using MemoryStream bytes = new();
        resource.CopyTo(bytes);
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
        return new OpenApiDescription("PiecewiseLinear", version) { Sources = bytes.ToArray() };
    }
}
