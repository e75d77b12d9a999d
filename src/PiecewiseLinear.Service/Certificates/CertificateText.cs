using Google.Protobuf;
using PiecewiseLinear.Certificates;

namespace PiecewiseLinear.Service;

/// <summary>Certificates as the bytes that responses carry.</summary>
internal static class CertificateText
{
    public static ByteString Of(PointRegionsCertificate certificate)
    {
        using MemoryStream text = new();
        CertificateWriter.Write(certificate, text);
        return ByteString.CopyFrom(text.GetBuffer(), 0, (int)text.Length);
    }
}
