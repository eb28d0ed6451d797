using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Files: uploaded once, named by their hash, decoded in a limited child process, opened by grants.</summary>
public static class MediaModule
{
    public static Door Door { get; } = new("media") { Options = typeof(MediaOptions) };
}
