using System.Diagnostics;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Certificates.Tests.Checkers;

/// <summary>The Python checker in one process for many certificates.</summary>
internal static class PythonChecker
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The verdict lines (VALID …, INVALID …, ERROR …) for texts of certificates of one model file, in order.</summary>
    public static IReadOnlyList<string> Check(string model, IReadOnlyList<byte[]> certificates) => Check([.. certificates.Select(text => (model, text))]);

    /// <summary>The verdict lines for pairs of a model file and a certificate's text, in order.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<(string Model, byte[] Text)> certificates)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("plin-certificates-");
        try
        {
            using Process process = Start("-m", "piecewiselinear_check", "--batch");
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> answers = process.StandardOutput.ReadToEndAsync();
            for (int i = 0; i < certificates.Count; i++)
            {
                string path = Path.Combine(folder.FullName, $"{i}.jsonl");
                File.WriteAllBytes(path, certificates[i].Text);
                process.StandardInput.Write($"{certificates[i].Model}\t{path}\n");
            }

            process.StandardInput.Close();
            process.WaitForExit();
            string[] lines = answers.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length == certificates.Count, $"{lines.Length} answers for {certificates.Count} certificates: {errors.Result}");
            return lines;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One run of the command line: exit status, standard output, standard error.</summary>
    public static (int Status, string Output, string Errors) Run(params string[] arguments)
    {
        using Process process = Start(["-m", "piecewiselinear_check", .. arguments]);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static Process Start(params string[] arguments)
        => Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = RepositoryRoot.Combine("clients", "python"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
