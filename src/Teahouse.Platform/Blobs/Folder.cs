using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Platform.Blobs;

/// <summary>What the framework does not do for folders: to make the names in one outlast a power cut (fsync of the folder itself).</summary>
static partial class Folder
{
    // O_RDONLY | O_CLOEXEC: no child may inherit it.
    static readonly int ToRead = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates it and those above it where they are missing, for good.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var above = Path.GetDirectoryName(folder)!;
        Create(above);
        Directory.CreateDirectory(folder, OwnersAlone);
        Flush(above);
    }

    public static void Flush(string folder)
    {
        using var handle = Open(folder, ToRead);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{folder} cannot be opened: {new Win32Exception(error).Message}", error);
        }

        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
