using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Dependencies;

/// <summary>The project list is the architecture: who may reference whom, as a table. Whatever is not in it fails.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Exact"] = [],
        ["Networks"] = ["Exact"],
        ["Polyhedra"] = ["Exact"],
        ["Certificates"] = ["Exact", "Networks"],
        ["Regions"] = ["Exact", "Networks", "Polyhedra", "Certificates"],
        ["Verification"] = ["Exact", "Networks", "Polyhedra", "Certificates", "Regions"],
        ["Solvers.Clp"] = ["Exact", "Polyhedra"],
        ["Solvers.OrTools"] = ["Exact", "Polyhedra"],
        ["Solvers.Z3"] = ["Exact", "Verification"],
        ["Rpc"] = [],
        ["Service"] = ["Exact", "Networks", "Polyhedra", "Certificates", "Regions", "Verification", "Solvers.Clp", "Solvers.OrTools", "Solvers.Z3", "Rpc"],
        ["Cli"] = ["Service"],
    };

    /// <summary>Test projects that cover more than the one project they are named after.</summary>
    private static readonly Dictionary<string, string> TestedBy = new(StringComparer.Ordinal)
    {
        ["Solvers.Clp"] = "Solvers.Tests",
        ["Solvers.OrTools"] = "Solvers.Tests",
        ["Solvers.Z3"] = "Solvers.Tests",
    };

    [Fact]
    public void Every_source_project_is_in_the_table() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Sources.Select(project => project.Name));

    [Fact]
    public void Source_projects_reference_only_what_the_table_allows() =>
        WorkingTree.HasNone(
            from project in Sources
            from reference in project.References
            where !Allowed.GetValueOrDefault(project.Name, []).Contains(reference)
            select $"{project.Name} must not reference {reference}",
            "A reference against the direction of dependencies:");

    [Fact]
    public void Only_programs_tests_and_benchmarks_reference_the_service() =>
        WorkingTree.HasNone(
            from project in ProjectFile.All
            where project.References.Contains("Service") && project is { IsSource: true, Name: not "Cli" }
            select project.Name,
            "Only the command line, tests and benchmarks may reference the service:");

    [Fact]
    public void Tests_reference_no_other_tests() =>
        WorkingTree.HasNone(
            from project in ProjectFile.All
            from reference in project.References
            where reference.EndsWith(".Tests", StringComparison.Ordinal)
            select $"{project.Name} references {reference}",
            "What tests share belongs to the test kit:");

    [Fact]
    public void Every_source_project_has_tests()
    {
        var tests = ProjectFile.All.Where(project => project.IsTest).ToDictionary(project => project.Name, StringComparer.Ordinal);
        WorkingTree.HasNone(
            from project in Sources
            let expected = TestedBy.GetValueOrDefault(project.Name, project.Name + ".Tests")
            where !tests.TryGetValue(expected, out var found) || !found.References.Contains(project.Name)
            select $"{project.Name} (expected tests/PiecewiseLinear.{expected}, which references it)",
            "A source project without tests:");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = WorkingTree.Read("PiecewiseLinear.sln").Replace('\\', '/');
        WorkingTree.HasNone(
            ProjectFile.All.Select(project => WorkingTree.Relative(project.FullPath)).Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)),
            "A project that the solution does not list:");
    }

    [Fact]
    public void The_checker_shares_no_code_with_the_engines()
    {
        string[] engines = ["PiecewiseLinear.Networks.AffineMaps", "PiecewiseLinear.Networks.Evaluation", "ExactForms", "ExactEvaluator"];
        WorkingTree.HasNone(
            from file in WorkingTree.Files("*.cs", "src/PiecewiseLinear.Certificates/Checking")
            let text = File.ReadAllText(file)
            from engine in engines
            where CodeText.WithoutComments(text).Contains(engine, StringComparison.Ordinal)
            select $"{WorkingTree.Relative(file)} uses {engine}",
            "The checker rebuilds everything from the weights:");
    }

    private static IEnumerable<ProjectFile> Sources => ProjectFile.All.Where(project => project.IsSource);
}
