namespace Teahouse.Protocol;

/// <summary>Every bound on what a client may send, in one place. Sizes are bytes of UTF-8 unless a name says otherwise.</summary>
public static class Limits
{
    /// <summary>The text of one message.</summary>
    public static int TextBytes => 64 * 1024;

    /// <summary>One socket frame or one HTTP body. Escaped text needs more room than the text itself.</summary>
    public static int FrameBytes => 256 * 1024;

    /// <summary>One socket frame before the server has said ready.</summary>
    public static int HelloBytes => 4 * 1024;

    /// <summary>How deep JSON may nest.</summary>
    public static int JsonDepth => 16;

    /// <summary>Objects in one frame from a client.</summary>
    public static int BatchFrames => 64;

    /// <summary>Commands of one socket that may wait for an answer at a time.</summary>
    public static int CommandsInFlight => 256;

    /// <summary>Frames that may wait for a slow socket before it is closed.</summary>
    public static int OutboundFrames => 256;

    /// <summary>Bytes that may wait for a slow socket before it is closed.</summary>
    public static int OutboundBytes => 256 * 1024;

    /// <summary>Sockets of one user on one node.</summary>
    public static int SocketsPerUser => 64;

    /// <summary>Conversations that one socket watches.</summary>
    public static int Watched => 50;

    /// <summary>The largest page of any list.</summary>
    public static int PageSize => 200;

    public static int UsernameChars => 32;
    public static int UsernameMinChars => 3;
    public static int DisplayNameChars => 64;
    public static int AboutChars => 280;
    public static int DeviceChars => 64;
    public static int PasswordMinChars => 8;
    public static int PasswordChars => 256;
    public static int IdempotencyKeyChars => 64;
    public static int CursorChars => 256;

    public static int NameChars => 80;
    public static int TopicChars => 250;
    public static int AnnouncementChars => 2000;

    /// <summary>An avatar is one emoji, which may be made of several code points.</summary>
    public static int AvatarChars => 16;

    /// <summary>People named in one call that creates a conversation or adds members.</summary>
    public static int MembersPerCall => 500;
    public static int MentionsPerMessage => 50;
    public static int EmojiChars => 32;
    public static int ReactionsPerMessage => 20;

    /// <summary>Those who reacted that a message names; the rest are listed on demand.</summary>
    public static int ReactionNames => 20;
    public static int PinsPerConversation => 100;
    public static int StarsPerUser => 10_000;
    public static int EditsKept => 50;
    public static int PollOptions => 20;
    public static int PollOptionChars => 120;
    public static int QuestionChars => 300;
    public static int PlaceNameChars => 200;
    public static int StickerChars => 64;
    public static int ForwardedPerCall => 100;

    /// <summary>Messages that are forwarded as one, as they are stored.</summary>
    public static int ForwardBytes => 128 * 1024;

    /// <summary>How deep forwarded messages may hold forwarded messages; kept well within <see cref="JsonDepth"/>.</summary>
    public static int ForwardDepth => 2;

    /// <summary>Files of one message.</summary>
    public static int FilesPerMessage => 20;
    public static int FileNameBytes => 255;
    public static int AltChars => 500;

    /// <summary>Messages whose files one call opens.</summary>
    public static int OpenedPerCall => 100;

    /// <summary>Uploads of one user that are under way.</summary>
    public static int UploadsPerUser => 100;

    /// <summary>How long a call may wait for a file to be ready, in seconds.</summary>
    public static int MediaWaitS => 20;

    /// <summary>The address of a page that is previewed.</summary>
    public static int UrlChars => 2048;
    public static int PreviewTitleChars => 200;
    public static int PreviewDescriptionChars => 400;
    public static int ScheduledPerUser => 100;
    public static int ScheduleDays => 366;
    public static int DraftBytes => 16 * 1024;
    public static int BackgroundChars => 64;
    public static int FoldersPerConversation => 10;
    public static int FolderChars => 32;
    public static int InvitesPerConversation => 50;
    public static int InviteUses => 100_000;
    public static int InviteDays => 366;
    public static int RetentionDays => 3650;
    public static int GreetingChars => 200;
    public static int RemarkChars => 64;
    public static int TagsPerContact => 10;
    public static int TagChars => 32;
    public static int ContactsPerUser => 10_000;
    public static int ContactRequestsPerUser => 500;
    public static int BlocksPerUser => 1_000;
    public static int CodeChars => 64;
    public static int WorkspacesPerUser => 100;

    /// <summary>Other workspaces that one channel is shared with.</summary>
    public static int WorkspacesPerChannel => 20;

    /// <summary>Channels that one guest's invitation opens.</summary>
    public static int ChannelsPerInvite => 50;
    public static int StatusChars => 100;

    /// <summary>Devices of one user that are pushed to.</summary>
    public static int PushSubscriptionsPerUser => 50;

    /// <summary>The address that a push service gives a device.</summary>
    public static int PushEndpointChars => 1024;

    /// <summary>One push as it is sent, encrypted: what every push service takes (RFC 8030).</summary>
    public static int PushBytes => 4096;
    public static int PushPreviewChars => 160;
}
