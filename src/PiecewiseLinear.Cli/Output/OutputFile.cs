using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Cli;

/// <summary>Writes files that appear whole or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Writes a certificate.</summary>
    /// <exception cref="BadInputException">The file cannot be written; nothing is left.</exception>
    public static void Write(string path, PointRegionsCertificate certificate)
        => Write(path, stream => CertificateWriter.Write(certificate, stream));

    /// <summary>
    /// Writes what <paramref name="fill"/> writes: beside the target first, then one atomic rename. If anything fails or the time runs out, no file
    /// appears and an older one stays as it was. Devices such as /dev/stdout are written directly: a rename would replace them.
    /// </summary>
    /// <exception cref="BadInputException">The file cannot be written; nothing is left.</exception>
    public static void Write(string path, Action<Stream> fill)
    {
        try
        {
            string target = Path.GetFullPath(path);
            if (target.StartsWith("/dev/", StringComparison.Ordinal))
            {
                using Stream device = target == "/dev/stdout" ? Console.OpenStandardOutput() : new FileStream(target, FileMode.Open, FileAccess.Write);
                fill(device);
            }
            else
            {
                Replace(target, fill);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"cannot write the file '{path}': {e.Message}", e);
        }
    }

    private static void Replace(string target, Action<Stream> fill)
    {
        string temporary = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                fill(stream);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw;
        }
    }
}
