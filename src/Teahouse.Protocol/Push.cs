namespace Teahouse.Protocol;

/// <summary>What a browser binds its subscription to (RFC 8292): an uncompressed point of P-256 as base64url.</summary>
public sealed record PushKey(string Key);

/// <summary>
/// A subscription as the browser gives it (W3C Push API): where to send, and the keys to encrypt for it (RFC 8291), base64url. Without
/// <c>Previews</c> the text of messages is not sent.
/// </summary>
public sealed record SubscribePush(string Endpoint, string P256dh, string Auth, bool? Previews = null);

/// <summary>A device that is pushed to; <c>Service</c> is the host of its push service.</summary>
public sealed record PushSubscription(Guid SessionId, string Service, bool Previews, DateTimeOffset CreatedAt, bool Current);

public sealed record PushSubscriptionList(IReadOnlyList<PushSubscription> Subscriptions);

public sealed record UnsubscribePush(Guid SessionId);
