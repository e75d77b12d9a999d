using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Cli.Tests;

/// <summary><c>--certificate</c> and <c>plin check</c>: valid is 0, invalid is 1, what cannot be judged is 2; files appear whole or not at all.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_checkers_accept_what_region_writes()
    {
        string certificate = await WriteAsync();

        ProgramResult result = await Plin.RunAsync("check", Examples.Trap, certificate);
        Assert.True(result.Status == 0, result.ToString());
        Assert.StartsWith("VALID the point (0, 1/2) lies in the closure of exactly 2 linear regions of network 88332a50d9e6", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.Output.AsSpan().Count('\n'));

        ProgramResult python = await PythonAsync(Examples.Trap, certificate);
        Assert.True(python.Status == 0, python.ToString());
        Assert.StartsWith("VALID ", python.Output, StringComparison.Ordinal);

        JsonElement json = await Plin.JsonAsync(0, "check", Examples.Trap, certificate);
        Assert.True(json.GetProperty("valid").GetBoolean());
        Assert.Equal(result.Output, "VALID " + json.GetProperty("claim").GetString() + "\n");
    }

    [Fact]
    public async Task A_false_claim_is_invalid_for_both_checkers()
    {
        string certificate = Resealed(await WriteAsync(), static text => text.Replace("\"lower\":\"1p-1\"", "\"lower\":\"3p-1\"", StringComparison.Ordinal));

        ProgramResult result = await Plin.RunAsync("check", Examples.Trap, certificate);
        Assert.True(result.Status == 1, result.ToString());
        Assert.StartsWith("INVALID ", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.Output.AsSpan().Count('\n'));
        Assert.Equal(1, (await PythonAsync(Examples.Trap, certificate)).Status);

        JsonElement json = await Plin.JsonAsync(1, "check", Examples.Trap, certificate);
        Assert.False(json.GetProperty("valid").GetBoolean());
        Assert.Equal(result.Output, "INVALID " + json.GetProperty("reason").GetString() + "\n");
    }

    [Fact]
    public async Task Damage_is_invalid()
    {
        string text = await File.ReadAllTextAsync(await WriteAsync());
        string damaged = _folder.Write("damaged.certificate", text.Replace("\"lower\":\"1p-1\"", "\"lower\":\"1p-2\"", StringComparison.Ordinal));

        Assert.Equal(1, (await Plin.RunAsync("check", Examples.Trap, damaged)).Status);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_bad_input()
    {
        string certificate = await WriteAsync();
        Refused("this certificate is about the network 88332a50d9e6", await Plin.RunAsync("check", Examples.Duplicate, certificate));
        string newer = Resealed(certificate, static text => text.Replace("\"version\":\"2\"", "\"version\":\"3\"", StringComparison.Ordinal));
        Refused("format version 3 is newer than this checker (2)", await Plin.RunAsync("check", Examples.Trap, newer));
        Refused("this is no certificate", await Plin.RunAsync("check", Examples.Trap, _folder.Write("no", "hello\n")));
        Refused("cannot read the certificate '" + _folder.Path, await Plin.RunAsync("check", Examples.Trap, _folder.Path));
        Refused("cannot read the certificate 'nowhere'", await Plin.RunAsync("check", Examples.Trap, "nowhere"));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_written_leaves_nothing()
    {
        string place = _folder.File("missing/folder/x.certificate");
        Refused($"cannot write the file '{place}': ", await Plin.RunAsync("region", Examples.Trap, "--point", "0,1", "--certificate", place));
        Refused($"cannot write the file '{_folder.Path}': ", await Plin.RunAsync("region", Examples.Trap, "--point", "0,1", "--certificate", _folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_older_file_is_replaced_whole()
    {
        string certificate = await WriteAsync();
        byte[] first = await File.ReadAllBytesAsync(certificate);
        await File.WriteAllTextAsync(certificate, new string('x', 100_000));
        await WriteAsync();

        Assert.Equal(first, await File.ReadAllBytesAsync(certificate));
        Assert.Equal([certificate], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_device_is_written_and_not_replaced()
    {
        ProgramResult result = await Plin.RunAsync("encode", Examples.Trap, "--point", "2,1", "--format", "smt2", "--out", "/dev/stdout");

        Assert.True(result.Status == 0, result.ToString());
        Assert.Contains("(check-sat)", result.Output, StringComparison.Ordinal);
        Assert.True(Path.Exists("/dev/stdout") && new FileInfo("/dev/stdout").LinkTarget is not null);
    }

    [Fact]
    public async Task A_time_that_ran_out_is_status_3_and_leaves_no_file()
    {
        ProgramResult result = await Plin.RunAsync("region", Examples.Digits, "--point", "@" + Examples.DigitThree, "--timeout", "0.000001", "--certificate", _folder.File("x"));

        Assert.True(result.Status == 3, result.ToString());
        Assert.Equal("plin: the time ran out before there was an answer (--timeout, or interrupted)\n", result.Errors);
        ProgramResult encode = await Plin.RunAsync("encode", Examples.Digits, "--point", "@" + Examples.DigitThree, "--timeout", "0.000001", "--format", "lp", "--irredundant", "--out", _folder.File("y"));
        Assert.True(encode.Status == 3, encode.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_bug()
    {
        using Process process = ExternalProgram.Start("/bin/sh", ["-c", $"'{Plin.Path}' region '{Examples.Digits}' --point '@{Examples.DigitThree}' --json --exact | head -c 10"]);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Assert.Equal("{\"sha256\":", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(string.Empty, await errors);
    }

    private static void Refused(string sentence, ProgramResult result)
    {
        Assert.True(result.Status == 2, result.ToString());
        Assert.Equal(string.Empty, result.Output);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> PythonAsync(string model, string certificate)
        => ExternalProgram.RunAsync(
            "/usr/bin/python3",
            ["-m", "piecewiselinear_check", model, certificate],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });

    private async Task<string> WriteAsync()
    {
        string path = _folder.File("region.certificate");
        ProgramResult result = await Plin.RunAsync("region", Examples.Trap, "--point", "0,1/2", "--box", "-1,1", "--certificate", path, "--json");
        Assert.True(result.Status == 0, result.ToString());
        return path;
    }

    /// <summary>A changed copy with a right digest, so that the digest is not what rejects it.</summary>
    private string Resealed(string certificate, Func<string, string> change)
    {
        string[] lines = File.ReadAllText(certificate).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string body = change(string.Concat(lines[..^1].Select(static line => line + "\n")));
        Assert.NotEqual(string.Concat(lines[..^1].Select(static line => line + "\n")), body);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        return _folder.Write("changed.certificate", $"{body}{{\"end\":\"{lines.Length - 1}\",\"sha256\":\"{digest}\"}}\n");
    }
}
