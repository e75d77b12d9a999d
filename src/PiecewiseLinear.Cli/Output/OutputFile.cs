using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Cli;

/// <summary>Writes files that appear whole or not at all.</summary>
internal static class OutputFile
{
    public static void Write(string path, PointRegionsCertificate certificate)
        => Write(path, stream => CertificateWriter.Write(certificate, stream));

    public static void Write(string path, Action<Stream> fill)
    {
        string temporary = path + ".part";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                fill(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            File.Delete(temporary);
            throw new BadInputException($"cannot write the file '{path}': {e.Message}", e);
        }
    }
}
