using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Push;

/// <summary>How this server identifies itself to push services (RFC 8292): a key pair of its own, made once and kept in the database.</summary>
sealed class Vapid(NpgsqlDataSource database, PushOptions options, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Life = TimeSpan.FromHours(12);
    static readonly TimeSpan Reserve = TimeSpan.FromHours(1);

    // Who subscribes names the origin.
    const int MostTokens = 1000;

    static string Header { get; } = Base64Url.EncodeToString("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"u8);

    readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _tokens = new();
    readonly Lock _signing = new();
    ECDsa? _key;

    public async ValueTask<Answer<PushKey>> GetAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        new PushKey(Public(await KeyAsync(cancellationToken)));

    /// <summary>The Authorization with which a push goes to an endpoint.</summary>
    public async ValueTask<string> AuthorisationAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var (origin, now) = (endpoint.GetLeftPart(UriPartial.Authority), time.GetUtcNow());
        if (!_tokens.TryGetValue(origin, out var kept) || kept.Until - now < Reserve)
        {
            kept = (Sign(key, origin, now + Life), now + Life);
            if (_tokens.Count >= MostTokens)
            {
                _tokens.Clear();
            }

            _tokens[origin] = kept;
        }

        return $"vapid t={kept.Token}, k={Public(key)}";
    }

    public void Dispose() => _key?.Dispose();

    string Sign(ECDsa key, string origin, DateTimeOffset until)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new(origin, until.ToUnixTimeSeconds(), options.Contact), PushJson.Default.Claims);
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        lock (_signing)
        {
            var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return $"{signed}.{Base64Url.EncodeToString(signature)}";
        }
    }

    async ValueTask<ECDsa> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is null)
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await database.Command(PushSql.MakeKey, made.ExportPkcs8PrivateKey()).RunAsync(cancellationToken);
            var stored = await database.Command(PushSql.Key).FirstAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken);
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(stored, out _);
            _key = key;
        }

        return _key;
    }

    static string Public(ECDsa key) => Base64Url.EncodeToString(Sealing.Point(key.ExportParameters(includePrivateParameters: false)));
}

/// <summary>What a token says: to whom it is shown, until when it holds (seconds of Unix), and who shows it.</summary>
sealed record Claims(string Aud, long Exp, string Sub);
