namespace Teahouse.Protocol;

/// <content>Files. Their bytes come by tus and go by the addresses that are granted here; see docs/protocol.md.</content>
public static partial class Commands
{
    public static readonly Command<CompleteUpload, MediaFile> CompleteUpload = new("complete_upload", 201,
        "Make a file of an upload that is whole.",
        Wire.Json.CompleteUpload, Wire.Json.MediaFile, new Route("POST", "/media"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.WrongOffset, Refusals.QuotaExceeded, Refusals.BadMedia, Refusals.StorageFull, Refusals.Unavailable,
        ],
    };

    public static readonly Command<GetMedia, MediaFile> GetMedia = new("get_media", 200,
        "One's own file, perhaps once it is ready.",
        Wire.Json.GetMedia, Wire.Json.MediaFile, new Route("GET", "/media/{sha256}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<MediaName, Nothing> DiscardMedia = new("discard_media", 204,
        "Let go of one's own file; messages that have it keep it.",
        Wire.Json.MediaName, Wire.Json.Nothing, new Route("DELETE", "/media/{sha256}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<Nothing, MediaUsage> GetMediaUsage = new("get_media_usage", 200,
        "How much room one's files take.",
        Wire.Json.Nothing, Wire.Json.MediaUsage, new Route("GET", "/me/media"));

    public static readonly Command<OpenMedia, MediaGrants> OpenMedia = new("open_media", 200,
        "Open the files of messages.",
        Wire.Json.OpenMedia, Wire.Json.MediaGrants, new Route("POST", "/media/grants"));

    public static readonly Command<ListMedia, MediaMessages> ListMedia = new("list_media", 200,
        "The pictures, recordings, files or links of a conversation.",
        Wire.Json.ListMedia, Wire.Json.MediaMessages, new Route("GET", "/conversations/{conversation_id}/media"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<MessagePlace, Message> RemovePreview = new("remove_preview", 200,
        "Take the preview of a link off one's own message; admins off any.",
        Wire.Json.MessagePlace, Wire.Json.Message, new Route("DELETE", "/conversations/{conversation_id}/messages/{seq}/preview"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable],
    };

    static IReadOnlyList<Command> OfMedia =>
        [CompleteUpload, GetMedia, DiscardMedia, GetMediaUsage, OpenMedia, ListMedia, RemovePreview];
}
