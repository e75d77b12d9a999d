using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Cli.Tests;

/// <summary>The networks that the tests ask about.</summary>
internal static class Examples
{
    /// <summary>|x|-like network with a wall that only touches, two inputs, layers 3 and 1.</summary>
    public static string Trap { get; } = RepositoryRoot.Combine("models", "golden", "g_trap_absx.json");

    /// <summary>Four walls through the origin of the plane, one output.</summary>
    public static string Concurrent { get; } = RepositoryRoot.Combine("models", "golden", "g_concurrent.json");

    public static string Duplicate { get; } = RepositoryRoot.Combine("models", "golden", "g_dup.json");

    public static string Digits { get; } = RepositoryRoot.Combine("models", "digits", "digits.onnx");

    public static string DigitThree { get; } = RepositoryRoot.Combine("models", "digits", "samples", "digit-3.txt");
}
