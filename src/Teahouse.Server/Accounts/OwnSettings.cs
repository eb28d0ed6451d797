using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>What people show and let others do, and how their clients look, the same on all their devices.</summary>
sealed class OwnSettings(NpgsqlDataSource database, ChangeLog changes, Outbox outbox, IBus bus)
{
    const int NameChars = 35;

    static readonly string[] _audiences = ["everyone", "contacts", "nobody"];
    static readonly string[] _findables = ["name", "username", "nobody"];

    public async ValueTask<Answer<Settings>> GetAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        (await database.Command(AccountsSql.SettingsOf, call.User).FirstAsync(Rows.Settings, cancellationToken))!;

    public async ValueTask<Answer<Settings>> UpdateAsync(UpdateSettings request, Call call, CancellationToken cancellationToken)
    {
        if (Wrong(request) is { } wrong)
        {
            return wrong;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = (await connection.Command(AccountsSql.LockSettings, call.User).FirstAsync(Rows.Settings, cancellationToken))!;
        var after = Changed(before, request);
        if (after == before)
        {
            return before;
        }

        after = (await connection.Command(
            AccountsSql.UpdateSettings, call.User, after.ReadReceipts, after.LastSeen, after.Online, after.Strangers, after.Findable,
            after.Language, after.Theme).FirstAsync(Rows.Settings, cancellationToken))!;
        if (Shown(after) != Shown(before))
        {
            await Outbox.RecordAsync(connection, AccountsFacts.PrivacyChanged, new(call.User), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Ring();
        if ((after.Online, after.LastSeen) != (before.Online, before.LastSeen))
        {
            bus.Tell(Address.Edges, Parcels.Sight(call.User));
        }

        changes.Tell([new(call.User, after.Version)]);
        return after;
    }

    static Refused? Wrong(UpdateSettings request) =>
        OneOf("last_seen", request.LastSeen, _audiences) ?? OneOf("online", request.Online, _audiences)
        ?? OneOf("strangers", request.Strangers, _audiences) ?? OneOf("findable", request.Findable, _findables)
        ?? Name("language", request.Language) ?? Name("theme", request.Theme);

    static Refused? OneOf(string field, string? value, string[] values) =>
        value is null || values.Contains(value) ? null : new(Refusals.InvalidField, $"{field} must be {string.Join(", ", values)}.");

    // Which languages (BCP 47) and themes there are is a matter of clients.
    static Refused? Name(string field, string? value) =>
        value is null || (value.Length <= NameChars && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            ? null
            : new(Refusals.InvalidField, $"{field} must be at most {NameChars} letters a-z, digits or '-'.");

    static Settings Changed(Settings before, UpdateSettings request) => before with
    {
        ReadReceipts = request.ReadReceipts ?? before.ReadReceipts,
        LastSeen = request.LastSeen ?? before.LastSeen,
        Online = request.Online ?? before.Online,
        Strangers = request.Strangers ?? before.Strangers,
        Findable = request.Findable ?? before.Findable,
        Language = request.Language is null ? before.Language : request.Language.Length == 0 ? null : request.Language,
        Theme = request.Theme is null ? before.Theme : request.Theme.Length == 0 ? null : request.Theme,
    };

    // What others can notice, and thus the rest of the house.
    static Settings Shown(Settings settings) => settings with { Version = 0, Language = null, Theme = null };
}
