using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>What messages say, checked and written.</summary>
static class Contents
{
    // The spans for which a place can be shared: 15 minutes, an hour, eight hours.
    static readonly int[] LiveSpans = [900, 3600, 28800];

    /// <summary>What is wrong with what somebody wants to say; null when nothing is.</summary>
    public static Refused? Check(Content content) => content switch
    {
        TextContent text => Check(text),
        StickerContent sticker => IsShort(sticker.Pack, Limits.StickerChars) && IsShort(sticker.Sticker, Limits.StickerChars)
            ? null : Invalid($"pack and sticker have 1 to {Limits.StickerChars} characters."),
        ContactContent contact => contact.UserId != Guid.Empty ? null : Invalid("user_id is empty."),
        LocationContent location => Check(location),
        PollContent poll => Check(poll),
        MediaContent media => Check(media),
        _ => new(Refusals.NotSupported, "Only the server writes that."),
    };

    /// <summary>As it is stored: the server says until when a place is live.</summary>
    public static Content Complete(Content content, DateTimeOffset now) => content is LocationContent { LiveForS: { } seconds } location
        ? location with { LiveForS = null, LiveUntil = now.AddSeconds(seconds), MovedAt = now }
        : content;

    public static byte[] Write(Content content) => JsonSerializer.SerializeToUtf8Bytes(content, Wire.Json.Content);

    /// <summary>Whether copies are small enough to be sent on.</summary>
    public static Refused? CheckForward(IReadOnlyCollection<ForwardContent> copies) =>
        copies.Any(c => Depth(c) > Limits.ForwardDepth)
            ? new(Refusals.TooLarge, $"Forwarded messages hold forwarded messages {Limits.ForwardDepth} deep at most.")
            : copies.Any(c => Write(c).Length > Limits.ForwardBytes)
                ? new(Refusals.TooLarge, $"What is forwarded as one has at most {Limits.ForwardBytes} bytes.") : null;

    static int Depth(Content content) => content is ForwardContent forward ? 1 + forward.Messages.Max(m => Depth(m.Content)) : 0;

    /// <summary>Every file that somebody gets with this, in what was forwarded too.</summary>
    public static IEnumerable<MediaItem> FilesOf(Content content) => content switch
    {
        MediaContent media => media.Items,
        ForwardContent forward => forward.Messages.SelectMany(m => FilesOf(m.Content)),
        _ => [],
    };

    /// <summary>What is wrong with words, which to files may be none at all.</summary>
    public static Refused? CheckWords(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > Limits.TextBytes)
        {
            return new(Refusals.TooLarge, $"The text has {bytes} bytes of UTF-8; the limit is {Limits.TextBytes}.");
        }

        return Mentions.In(text).Users.Count <= Limits.MentionsPerMessage ? null
            : new(Refusals.TooManyMentions, $"At most {Limits.MentionsPerMessage} people can be mentioned.");
    }

    static Refused? Check(TextContent text) =>
        string.IsNullOrWhiteSpace(text.Text) ? Invalid("The text is empty.") : CheckWords(text.Text);

    static Refused? Check(MediaContent media)
    {
        if (media.Items.Count is 0 || media.Items.Count > Limits.FilesPerMessage
            || media.Items.DistinctBy(item => item.Sha256).Count() < media.Items.Count)
        {
            return Invalid($"items are 1 to {Limits.FilesPerMessage} different files.");
        }

        return media.Items.Select(Check).FirstOrDefault(wrong => wrong is not null)
            ?? (media.Text is null ? null : Check(new TextContent(media.Text)));
    }

    static Refused? Check(MediaItem item)
    {
        if (MediaFiles.HashOf(item.Sha256) is null || !MediaKinds.IsKind(item.Kind))
        {
            return Invalid("sha256 is 64 lower-case hexadecimal digits, kind is image, video, voice, audio or file.");
        }

        if (item != new MediaItem(item.Sha256, item.Kind, item.Name, Alt: item.Alt))
        {
            return Invalid("Of a file are given its sha256, kind, name and alt; the server says the rest.");
        }

        if (item.Name is { } name && Encoding.UTF8.GetByteCount(name) > Limits.FileNameBytes)
        {
            return Invalid($"The name of a file has at most {Limits.FileNameBytes} bytes.");
        }

        return item.Alt is null || IsShort(item.Alt, Limits.AltChars) ? null : Invalid($"alt has 1 to {Limits.AltChars} characters.");
    }

    static Refused? Check(LocationContent location)
    {
        if (location.LiveUntil is not null || location.MovedAt is not null)
        {
            return Invalid("The server says live_until and moved_at.");
        }

        if (location.LiveForS is { } span && !LiveSpans.Contains(span))
        {
            return Invalid("live_for_s is 900, 3600 or 28800.");
        }

        return CheckPlace(location.Latitude, location.Longitude, location.Accuracy)
            ?? ((location.Name?.Length ?? 0) <= Limits.PlaceNameChars && (location.Address?.Length ?? 0) <= Limits.PlaceNameChars
                ? null : Invalid($"name and address have at most {Limits.PlaceNameChars} characters."));
    }

    /// <summary>A place on Earth, in degrees; its accuracy in metres.</summary>
    public static Refused? CheckPlace(double latitude, double longitude, double? accuracy) =>
        Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 && accuracy is null or (>= 0 and <= 1e7)
            ? null : Invalid("latitude is -90 to 90, longitude -180 to 180, accuracy 0 to 10000000.");

    static Refused? Check(PollContent poll)
    {
        if (!IsShort(poll.Question, Limits.QuestionChars))
        {
            return Invalid($"The question has 1 to {Limits.QuestionChars} characters.");
        }

        if (poll.Options.Count < 2 || poll.Options.Count > Limits.PollOptions || !poll.Options.All(o => IsShort(o, Limits.PollOptionChars)))
        {
            return Invalid($"A poll has 2 to {Limits.PollOptions} options of 1 to {Limits.PollOptionChars} characters.");
        }

        return poll.Options.Distinct().Count() == poll.Options.Count ? null : Invalid("Two options are the same.");
    }

    static bool IsShort(string text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most;

    static Refused Invalid(string detail) => new(Refusals.InvalidField, detail);
}
