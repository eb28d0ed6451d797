using System.Text;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>What people show of themselves.</summary>
sealed class Profiles(NpgsqlDataSource database, People people, OwnDevices devices, TimeProvider time)
{
    const int StatusesAtOnce = 1_000;

    /// <summary>A display name as it is stored; a refusal when it cannot be one.</summary>
    public static Refused? DisplayName(string given, out string displayName)
    {
        displayName = PlainText.Clean(given, Limits.DisplayNameChars) ?? "";
        return PlainText.IsVisible(displayName)
            ? null
            : new(Refusals.InvalidField, $"display_name must be 1 to {Limits.DisplayNameChars} characters, without control characters.");
    }

    public async ValueTask<Answer<User>> GetMeAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        await GetAsync(call.User, call.User, cancellationToken);

    public async ValueTask<Answer<User>> GetUserAsync(GetUser request, Call call, CancellationToken cancellationToken) =>
        await GetAsync(call.User, request.UserId, cancellationToken);

    public async ValueTask<Answer<User>> UpdateMeAsync(UpdateMe request, Call call, CancellationToken cancellationToken)
    {
        if (request.DisplayName is not null)
        {
            if (DisplayName(request.DisplayName, out var displayName) is { } wrong)
            {
                return wrong;
            }

            request = request with { DisplayName = displayName };
        }

        if (request.About is not null)
        {
            if (PlainText.Clean(request.About, Limits.AboutChars, lines: true) is not { } about)
            {
                return new Refused(
                    Refusals.InvalidField, $"about must be at most {Limits.AboutChars} characters, without control characters.");
            }

            request = request with { About = about };
        }

        if (request.Status is not null)
        {
            if (Clean(request.Status) is not { } status)
            {
                return new Refused(
                    Refusals.InvalidField,
                    $"status must have an emoji, at most {Limits.StatusChars} characters of text, and end in the future.");
            }

            request = request with { Status = status };
        }

        return await StoreAsync(request, call, cancellationToken);
    }

    async Task<Answer<User>> StoreAsync(UpdateMe request, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var status = request.Status;
        var changed = await connection.Command(
            AccountsSql.UpdateUser, call.User, request.DisplayName, request.DisplayName is { } name ? People.Key(name) : null,
            request.About, status is not null, status?.Emoji, status?.Text, status?.Until).FirstAsync(Rows.OwnUser, cancellationToken);
        if (changed is null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return await GetAsync(call.User, call.User, cancellationToken);
        }

        await Outbox.RecordAsync(connection, AccountsFacts.UserChanged, new(call.User), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Tell(changed);
        return changed.User;
    }

    /// <summary>Ends statuses whose time is over.</summary>
    public async Task EndStatusesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = await connection.Command(AccountsSql.EndStatuses, time.GetUtcNow(), StatusesAtOnce)
            .ListAsync(Rows.OwnUser, cancellationToken);
        if (ended.Count == 0)
        {
            return;
        }

        var facts = ended.Select(person => AccountsFacts.UserChanged.Write(new(person.User.Id)));
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Outbox.Append(AccountsFacts.UserChanged.Topic, [.. facts]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ended.ForEach(Tell);
    }

    void Tell(OwnUser changed)
    {
        devices.TellUser(changed.User);
        devices.TellChanged(changed.User.Id, changed.Version);
    }

    // Without emoji and text there is nothing to show, so nothing that could end.
    Status? Clean(Status given)
    {
        var emoji = PlainText.Clean(given.Emoji ?? "", Limits.EmojiChars);
        var text = PlainText.Clean(given.Text ?? "", Limits.StatusChars);
        if (emoji is null || text is null || emoji.Any(char.IsWhiteSpace) || (emoji.Length > 0 && Ascii.IsValid(emoji))
            || given.Until <= time.GetUtcNow())
        {
            return null;
        }

        return emoji.Length == 0 && !PlainText.IsVisible(text)
            ? new()
            : new(emoji.Length == 0 ? null : emoji, text.Length == 0 ? null : text, given.Until?.ToUniversalTime());
    }

    async ValueTask<Answer<User>> GetAsync(Guid actor, Guid id, CancellationToken cancellationToken) =>
        await people.SeenByAsync(actor, [id], cancellationToken) is [var user]
            ? user
            : new Refused(Refusals.NotFound, "There is no such person.");
}
