using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiecewiseLinear.Networks.Formats.Onnx.ExternalData;

/// <summary>
/// The folder of a model, in which files are opened by name without following links: relative to the opened folder with O_NOFOLLOW, and
/// what was opened, not its name, is then looked at. It must be a regular file with this one name (a hard link may be another's file).
/// </summary>
internal sealed partial class ModelFolder : IDisposable
{
    private const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000, EmptyPath = 0x1000;
    private const uint BasicStatistics = 0x7FF, TypeBits = 0xF000, RegularFile = 0x8000;

    private readonly SafeFileHandle _folder;
    private readonly int _noFollow;

    /// <exception cref="RefusalException">Links cannot be told on this system.</exception>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public ModelFolder(string path)
    {
        (int onlyFolder, _noFollow) = (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
        {
            (true, Architecture.X64) => (0x10000, 0x20000),
            (true, Architecture.Arm64) => (0x4000, 0x8000),
            _ => throw new RefusalException("its numbers are outside of the model, which are read on Linux (x86-64, ARM64) alone, where links can be told; expected a model saved as one file"),
        };
        _folder = new SafeFileHandle(Open(path.Length == 0 ? "." : path, ReadOnly | CloseOnExec | onlyFolder), ownsHandle: true);
        if (_folder.IsInvalid)
        {
            throw new IOException($"the model's folder '{path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>The bytes of a part of a file of the folder.</summary>
    /// <exception cref="RefusalException">There is no such file, it is no regular one, a link, or too short.</exception>
    public byte[] Read(DataReference reference)
    {
        using SafeFileHandle file = new(OpenAt(_folder, reference.File, ReadOnly | CloseOnExec | NonBlocking | _noFollow), ownsHandle: true);
        if (file.IsInvalid)
        {
            throw new RefusalException($"its numbers are in '{reference.File}', which cannot be opened ({Marshal.GetLastPInvokeErrorMessage()}); expected a file beside the model, not a symbolic link");
        }

        if (Statistics(file, "", EmptyPath, BasicStatistics, out FileStatistics found) != 0 || (found.Mode & TypeBits) != RegularFile || found.Links != 1)
        {
            throw new RefusalException($"its numbers are in '{reference.File}', which is no regular file of one name ({found.Links} links); expected one, and no link to another's file");
        }

        if (reference.Offset > long.MaxValue - reference.Length || (ulong)(reference.Offset + reference.Length) > found.Size)
        {
            throw new RefusalException($"its numbers are bytes {reference.Offset} to {(UInt128)(ulong)reference.Offset + (ulong)reference.Length} of '{reference.File}', which has {found.Size}; expected a part of the file");
        }

        byte[] bytes = new byte[reference.Length];
        int read = 0;
        while (read < bytes.Length)
        {
            int count = RandomAccess.Read(file, bytes.AsSpan(read), reference.Offset + read);
            read += count > 0 ? count : throw new RefusalException($"its numbers are in '{reference.File}', which became shorter while it was read");
        }

        return bytes;
    }

    public void Dispose() => _folder.Dispose();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statistics(SafeFileHandle file, string path, int flags, uint mask, out FileStatistics statistics);

    /// <summary>The beginning of Linux's <c>struct statx</c>, which is the same on every architecture; 256 bytes in all.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatistics
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;
    }
}
