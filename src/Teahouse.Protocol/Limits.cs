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
}
