using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.Rpc.Wire.Connect;
using PiecewiseLinear.Rpc.Wire.Grpc;
using PiecewiseLinear.Rpc.Wire.GrpcWeb;

namespace PiecewiseLinear.Rpc.Wire;

/// <summary>The protocols that are served, found by content type.</summary>
internal sealed class WireProtocols
{
    private readonly Dictionary<string, IWireProtocol> _byContentType;

    /// <summary>All protocols.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="types">The messages that may stand in an <c>Any</c>.</param>
    public WireProtocols(RpcOptions options, TypeRegistry types)
    {
        var json = new JsonCodec(types);
        IWireProtocol[] all = [new GrpcProtocol(options), new GrpcWebProtocol(options), new ConnectUnaryProtocol(options, json, types), new ConnectStreamProtocol(options, json, types)];
        _byContentType = all.SelectMany(static p => p.ContentTypes, static (p, type) => (p, type)).ToDictionary(static x => x.type, static x => x.p, StringComparer.OrdinalIgnoreCase);
        ContentTypes = string.Join(", ", _byContentType.Keys);
    }

    /// <summary>All content types, as the header <c>Accept-Post</c> lists them.</summary>
    public string ContentTypes { get; }

    /// <summary>The protocol that a content type asks for.</summary>
    /// <param name="contentType">The header; parameters after a semicolon do not matter.</param>
    /// <param name="protocol">The protocol, or null.</param>
    /// <param name="plainType">The content type in lower case, without parameters.</param>
    public bool TryFind(string? contentType, [NotNullWhen(true)] out IWireProtocol? protocol, out string plainType)
    {
#pragma warning disable CA1308 // Content types are written in lower case.
        plainType = (contentType ?? "").Split(';', 2)[0].Trim().ToLowerInvariant();
#pragma warning restore CA1308
        return _byContentType.TryGetValue(plainType, out protocol);
    }
}
