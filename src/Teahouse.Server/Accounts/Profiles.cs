using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>What people show of themselves, and how they are found.</summary>
sealed class Profiles(NpgsqlDataSource database, People people, OwnDevices devices)
{
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

    public async ValueTask<Answer<UserList>> FindAsync(FindUsers request, Call call, CancellationToken cancellationToken) =>
        new UserList(Username.Parse(request.Query.Trim()) is { } name
            ? await database.Command(AccountsSql.UserByName, name).ListAsync(Rows.User, cancellationToken)
            : []);

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

        return await StoreAsync(request, call, cancellationToken);
    }

    async Task<Answer<User>> StoreAsync(UpdateMe request, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.Command(AccountsSql.UpdateUser, call.User, request.DisplayName, request.About)
            .ListAsync(row => (User: Rows.User(row), Version: row.GetInt64(5)), cancellationToken);
        if (changed is not [var (user, version)])
        {
            await transaction.RollbackAsync(cancellationToken);
            return await GetAsync(call.User, call.User, cancellationToken);
        }

        await Outbox.RecordAsync(connection, AccountsFacts.UserChanged, new(call.User), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        devices.TellUser(user);
        devices.TellChanged(user.Id, version);
        return user;
    }

    async ValueTask<Answer<User>> GetAsync(Guid actor, Guid id, CancellationToken cancellationToken) =>
        await people.SeenByAsync(actor, [id], cancellationToken) is [var user]
            ? user
            : new Refused(Refusals.NotFound, "There is no such person.");
}
