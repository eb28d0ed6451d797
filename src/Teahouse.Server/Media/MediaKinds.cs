namespace Teahouse.Server.Media;

/// <summary>What files are sent as, and what a conversation lists them as.</summary>
public static class MediaKinds
{
    /// <summary>Byte for byte; of all else only what was made of it.</summary>
    public static string File => "file";

    public static bool IsKind(string kind) => kind is "image" or "video" or "voice" or "audio" or "file";

    public static bool IsList(string kind) => kind is "visual" or "sound" or "file" or "link";

    /// <summary>The list in which a file of a kind is found.</summary>
    public static string ListOf(string kind) => kind switch
    {
        "image" or "video" => "visual",
        "voice" or "audio" => "sound",
        _ => File,
    };

    /// <summary>Whether bytes of a media type may turn out to be of a kind. A recording often comes in a container for videos.</summary>
    internal static bool MayBe(string kind, string mediaType) => (kind, MediaTypes.ClassOf(mediaType)) switch
    {
        ("image", MediaClass.Picture) or ("video", MediaClass.Video) or ("voice" or "audio", MediaClass.Sound or MediaClass.Video) => true,
        _ => kind == File,
    };

    /// <summary>Whether there is something to be made of a file.</summary>
    internal static bool IsPrepared(string mediaType) =>
        MediaTypes.ClassOf(mediaType) is MediaClass.Picture or MediaClass.Video or MediaClass.Sound or MediaClass.Pdf;

    /// <summary>The variant that there must be of a file for it to be of a kind.</summary>
    internal static string MainVariant(string kind) => kind switch
    {
        "image" => "full",
        "video" => "video",
        "voice" or "audio" => "audio",
        _ => "original",
    };
}
