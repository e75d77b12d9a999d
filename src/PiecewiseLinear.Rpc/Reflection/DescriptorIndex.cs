using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PiecewiseLinear.Rpc.Reflection;

/// <summary>Finds, among the files behind some services, the one that declares a name.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
        {
            AddFile(service.File);
        }
    }

    public FileDescriptor? FileByName(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileBySymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    public FileDescriptor? FileByExtension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    /// <summary>The numbers of the known extensions of a message type, ascending; null if there is no such type.</summary>
    public IReadOnlyList<int>? ExtensionNumbers(string type) =>
        _types.Contains(type) ? [.. _extensions.Keys.Where(k => string.Equals(k.Type, type, StringComparison.Ordinal)).Select(k => k.Number).Order()] : null;

    /// <summary>A file and all it imports, directly or not, each once, serialized; the file itself first.</summary>
    public static IReadOnlyList<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        var order = new List<ByteString>();
        Visit(file);
        return order;

        void Visit(FileDescriptor next)
        {
            if (seen.TryAdd(next.Name, next.SerializedData))
            {
                order.Add(next.SerializedData);
                foreach (var import in next.Dependencies)
                {
                    Visit(import);
                }
            }
        }
    }

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var import in file.Dependencies)
        {
            AddFile(import);
        }

        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }

        foreach (var message in file.MessageTypes)
        {
            AddMessage(message);
        }

        AddEnums(file.EnumTypes, file);
        AddExtensions(file.Extensions, file);
    }

    private void AddMessage(MessageDescriptor message)
    {
        _types.Add(message.FullName);
        _symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            _symbols[field.FullName] = message.File;
        }

        foreach (var choice in message.Oneofs)
        {
            _symbols[choice.FullName] = message.File;
        }

        foreach (var nested in message.NestedTypes)
        {
            AddMessage(nested);
        }

        AddEnums(message.EnumTypes, message.File);
        AddExtensions(message.Extensions, message.File);
    }

    private void AddEnums(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
    {
        foreach (var type in enums)
        {
            _symbols[type.FullName] = file;
            var scope = type.FullName[..^type.Name.Length]; // The values of an enum are named beside it, not inside it.
            foreach (var value in type.Values)
            {
                _symbols[scope + value.Name] = file;
            }
        }
    }

    private void AddExtensions(ExtensionCollection? extensions, FileDescriptor file)
    {
        foreach (var extension in extensions?.UnorderedExtensions ?? [])
        {
            _symbols[extension.FullName] = file;
            _extensions[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
        }
    }
}
