using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.OpenApi;

/// <summary>The comments of proto files, by the full name of what they stand above.</summary>
internal sealed class SourceComments
{
    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

    /// <summary>Reads the comments of a serialized <c>FileDescriptorSet</c>; an empty one has none.</summary>
    public SourceComments(ReadOnlyMemory<byte> fileDescriptorSet)
    {
        var set = FileDescriptorSet.Parser.ParseFrom(fileDescriptorSet.Span);
        foreach (var file in FileDescriptor.BuildFromByteStrings(set.File.Select(static f => Google.Protobuf.MessageExtensions.ToByteString(f))))
        {
            foreach (var service in file.Services)
            {
                Add(service);
                AddAll(service.Methods);
            }

            AddMessages(file.MessageTypes);
            AddEnums(file.EnumTypes);
        }
    }

    /// <summary>The comment above a declaration, or null.</summary>
    public string? Of(IDescriptor declaration) => _comments.GetValueOrDefault(declaration.FullName);

    private void AddMessages(IEnumerable<MessageDescriptor> messages)
    {
        foreach (var message in messages)
        {
            Add(message);
            AddAll(message.Fields.InDeclarationOrder());
            AddMessages(message.NestedTypes);
            AddEnums(message.EnumTypes);
        }
    }

    private void AddEnums(IEnumerable<EnumDescriptor> enums)
    {
        foreach (var type in enums)
        {
            Add(type);
            AddAll(type.Values);
        }
    }

    private void AddAll(IEnumerable<DescriptorBase> declarations)
    {
        foreach (var declaration in declarations)
        {
            Add(declaration);
        }
    }

    private void Add(DescriptorBase declaration)
    {
        if (declaration.Declaration?.LeadingComments is { Length: > 0 } comment)
        {
            _comments[declaration.FullName] = string.Join('\n', comment.Trim().Split('\n').Select(static line => line.Trim()));
        }
    }
}
