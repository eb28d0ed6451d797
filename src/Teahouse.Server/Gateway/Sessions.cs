using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>What came of a token: who it is, or why not.</summary>
readonly record struct Authentication(Authenticated? Found, Reply Refusal);

/// <summary>
/// Asks the core whose token it is, and remembers the answer for 30 to 60 s or until the session is revoked. Remembered by the hash of
/// the token, in two tables of which the older is dropped every 30 s or when the younger is full.
/// </summary>
sealed class Sessions(Switchboard switchboard, Admission admission, GatewayOptions options, TimeProvider time)
{
    static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);

    readonly Lock _turning = new();
    readonly int _capacity = options.RememberedSessions / 2;
    volatile ConcurrentDictionary<TokenHash, Actor> _young = new();
    volatile ConcurrentDictionary<TokenHash, Actor> _old = new();
    long _turnedAt = time.GetTimestamp();
    int _revocations;

    /// <summary>Rises with every revocation: an answer that was asked for at a lower count may be of a dead session.</summary>
    public int Revocations => Volatile.Read(ref _revocations);

    public Actor? Remembered(string token)
    {
        Turn();
        var hash = TokenHash.Of(token);
        return _young.TryGetValue(hash, out var actor) || _old.TryGetValue(hash, out actor) ? actor : null;
    }

    /// <summary>
    /// Asks the core. The answer is remembered unless some session was revoked meanwhile. Failures cost the address a token of its
    /// bucket; successes do not, since an office behind one address may hold any number of sessions.
    /// </summary>
    public async ValueTask<Authentication> AskAsync(string token, IPAddress? address, string requestId, CancellationToken cancellationToken)
    {
        var bucket = admission.Addresses.Of(Admission.Key(address));
        if (admission.Addresses.Look(bucket) is var wait && wait > TimeSpan.Zero)
        {
            return new(null, Json.Write(Admission.Limited(wait), requestId));
        }

        if (token.Length is 0 or > 256)
        {
            admission.Addresses.Take(bucket);
            return new(null, Json.Write(new Refused(Refusals.BadToken, "That is not a token."), requestId));
        }

        var before = Revocations;
        var body = JsonSerializer.SerializeToUtf8Bytes(new Authenticate(token), GatewayJson.Default.Authenticate);
        var call = new Call("authenticate", body) { Address = address?.ToString() ?? "", RequestId = requestId };
        var reply = await switchboard.AskAsync(call, cancellationToken);
        if (reply.Status != 200)
        {
            _ = reply.Status == 401 ? admission.Addresses.Take(bucket) : default;
            return new(null, reply);
        }

        var found = JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.Authenticated)!;
        Remember(TokenHash.Of(token), new(found.User.Id, found.SessionId), before);
        return new(found, default);
    }

    /// <summary>Forgets revoked sessions at once.</summary>
    public void Forget(ReadOnlySpan<Guid> sessions)
    {
        // Counted first: an answer under way is then not remembered, one remembered already is found below.
        lock (_turning)
        {
            Interlocked.Increment(ref _revocations);
            foreach (var session in sessions)
            {
                Forget(_young, session);
                Forget(_old, session);
            }
        }
    }

    static void Forget(ConcurrentDictionary<TokenHash, Actor> remembered, Guid session)
    {
        foreach (var pair in remembered)
        {
            if (pair.Value.Session == session)
            {
                remembered.TryRemove(pair);
            }
        }
    }

    void Remember(TokenHash hash, Actor actor, int before)
    {
        lock (_turning)
        {
            if (Revocations != before)
            {
                return;
            }

            if (_young.Count >= _capacity)
            {
                TurnNow();
            }

            _young[hash] = actor;
        }
    }

    void Turn()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _turnedAt)) < HalfLife)
        {
            return;
        }

        lock (_turning)
        {
            var age = time.GetElapsedTime(_turnedAt);
            if (age >= HalfLife)
            {
                TurnNow();
            }

            if (age >= 2 * HalfLife)
            {
                _old = new();
            }
        }
    }

    void TurnNow()
    {
        _old = _young;
        _young = new();
        Volatile.Write(ref _turnedAt, time.GetTimestamp());
    }

    readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        public static TokenHash Of(string token)
        {
            Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(256)];
            Span<byte> hash = stackalloc byte[32];
            var length = token.Length <= 256 ? Encoding.UTF8.GetBytes(token, utf8) : 0;
            SHA256.HashData(utf8[..length], hash);
            return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
