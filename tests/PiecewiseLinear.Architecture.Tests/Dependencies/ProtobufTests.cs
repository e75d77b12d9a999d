using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Dependencies;

/// <summary>Generated protobuf types stay where messages are read and written.</summary>
public sealed class ProtobufTests
{
    /// <summary>Who may generate code from protobuf files, and whether the types may be seen outside.</summary>
    private static readonly Dictionary<string, bool> MayBePublic = new(StringComparer.Ordinal)
    {
        ["Networks"] = false,
        ["Solvers.OrTools"] = false,
        ["Service"] = true,
        ["Rpc"] = true,
    };

    [Fact]
    public void Only_these_projects_generate_messages() =>
        WorkingTree.HasNone(
            from project in ProjectFile.All
            where project.IsSource && project.Protobufs.Count > 0 && !MayBePublic.ContainsKey(project.Name)
            select project.Name,
            "Protobuf messages outside Service, Rpc, Networks/Formats and the OR-Tools adapter:");

    [Fact]
    public void Messages_of_formats_and_adapters_are_internal() =>
        WorkingTree.HasNone(
            from project in ProjectFile.All
            where project.IsSource && !MayBePublic.GetValueOrDefault(project.Name, true)
            from protobuf in project.Protobufs
            where protobuf.Attribute("Access")?.Value != "Internal"
            select $"{project.Name}: {protobuf}",
            "Generated types that others could see (want Access=\"Internal\"):");

    [Fact]
    public void In_networks_only_the_formats_know_protobuf() =>
        WorkingTree.HasNone(
            from file in WorkingTree.Files("*.cs", "src/PiecewiseLinear.Networks")
            where !WorkingTree.Relative(file).Contains("/Formats/", StringComparison.Ordinal)
            where CodeText.WithoutComments(File.ReadAllText(file)).Contains("Google.Protobuf", StringComparison.Ordinal)
            select WorkingTree.Relative(file),
            "Protobuf outside Formats/:");

    [Fact]
    public void No_project_generates_services() =>
        WorkingTree.HasNone(
            from project in ProjectFile.All
            from protobuf in project.Protobufs
            where protobuf.Attribute("GrpcServices")?.Value != "None"
            select $"{project.Name}: {protobuf}",
            "Services are bound from their descriptors (want GrpcServices=\"None\"):");
}
