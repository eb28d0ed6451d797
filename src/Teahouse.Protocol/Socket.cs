namespace Teahouse.Protocol;

/// <summary>The first frame of a client.</summary>
/// <param name="Push">Which messages it is to be pushed: all (of narrow conversations), or those of open conversations only.</param>
public sealed record Hello(string Token, string? Cursor = null, string? Push = null);

/// <summary>The answer to a hello.</summary>
public sealed record Ready(Guid Session, User User, string Cursor, int HeartbeatS);

/// <summary>What lets a client notice that it missed something; see docs/protocol.md.</summary>
public sealed record Heartbeat(string Cursor, long Pushed, IReadOnlyDictionary<Guid, long> Tails);
