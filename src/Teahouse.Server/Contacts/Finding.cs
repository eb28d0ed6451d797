using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>Finding people: by name as far as they allow it, or by the code that they show. Who has blocked somebody is not found by them.</summary>
sealed class Finding(NpgsqlDataSource database, Relations relations, People people, ChangeLog changes)
{
    // Nobody comes upon one of these by guessing.
    const int CodeBytes = 16;

    public async ValueTask<Answer<UserList>> FindAsync(FindUsers request, Call call, CancellationToken cancellationToken)
    {
        var found = await people.FindAsync(request.Query, cancellationToken);
        var ties = await relations.TiesAsync(call.User, [.. found.Select(f => f.User.Id)], cancellationToken);
        // Friends have each other's names anyway, and who hides would look for themselves in vain.
        bool Shown(Found f, Tie tie) => !tie.IsBlocked && (!f.Hidden || tie.Friends || f.User.Id == call.User);
        return new UserList([.. found.Where(f => Shown(f, ties[f.User.Id])).Take(People.FoundAtMost).Select(f => f.User)]);
    }

    public async ValueTask<Answer<User>> FindByCodeAsync(FindByCode request, Call call, CancellationToken cancellationToken)
    {
        var owners = request.Code.Length > Limits.CodeChars
            ? []
            : await database.Command(ContactsSql.OwnerOfCode, request.Code).ListAsync(Rows.Id, cancellationToken);
        var ties = await relations.TiesAsync(call.User, owners, cancellationToken);
        owners.RemoveAll(owner => ties[owner].IsBlocked);
        return await people.SeenByAsync(call.User, owners, cancellationToken) is [{ Deactivated: null } user]
            ? user
            : new Refused(Refusals.NotFound, "This code is nobody's, or void.");
    }

    public async ValueTask<Answer<ContactCode>> GetCodeAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        if (await database.Command(ContactsSql.CodeOf, call.User).FirstAsync(Rows.Code, cancellationToken) is { } code)
        {
            return new ContactCode(code);
        }

        await database.Command(ContactsSql.InsertCode, call.User, NewCode()).RunAsync(cancellationToken);
        return new ContactCode((await database.Command(ContactsSql.CodeOf, call.User).FirstAsync(Rows.Code, cancellationToken))!);
    }

    public async ValueTask<Answer<ContactCode>> RenewCodeAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [call.User], cancellationToken);
        var renewed = await connection.Command(ContactsSql.RenewCode, call.User, NewCode(), call.IdempotencyKey).RunAsync(cancellationToken);
        var code = await connection.Command(ContactsSql.CodeOf, call.User).FirstAsync(Rows.Code, cancellationToken);
        if (renewed > 0)
        {
            await transaction.CommitAsync(cancellationToken);
            changes.Tell(versions);
        }

        return new ContactCode(code!);
    }

    static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
}
