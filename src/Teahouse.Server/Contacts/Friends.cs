using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>One's friends, as one has filed them.</summary>
sealed class Friends(NpgsqlDataSource database, Pairs pairs, People people, ChangeLog changes)
{
    // As many as fit, however long their names and remarks are, into what may wait for a socket.
    const int Page = 1_000;

    static readonly Refused _noFriend = new(Refusals.NotFound, "That is no contact of yours.");

    public async ValueTask<Answer<ContactList>> ListAsync(ListContacts request, Call call, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        if (request.Cursor is not null && !Guid.TryParseExact(request.Cursor, "N", out after))
        {
            return new Refused(Refusals.BadCursor, "cursor is one that a page of contacts was answered with.");
        }

        // Read before the list: a change in between makes the client ask once more, not once too little.
        var version = await people.VersionAsync(call.User, cancellationToken);
        var contacts = await database.Command(ContactsSql.ContactsOf, call.User, after, Page).ListAsync(Rows.Contact, cancellationToken);
        var users = await people.SeenByAsync(call.User, contacts.ConvertAll(c => c.UserId), cancellationToken);
        return new ContactList(contacts, users, version, contacts.Count < Page ? null : contacts[^1].UserId.ToString("N"));
    }

    public async ValueTask<Answer<Contact>> UpdateAsync(UpdateContact request, Call call, CancellationToken cancellationToken)
    {
        var remark = request.Remark is null ? null : PlainText.Clean(request.Remark, Limits.RemarkChars);
        if (request.Remark is not null && remark is null)
        {
            return new Refused(Refusals.InvalidField, $"remark must be at most {Limits.RemarkChars} characters of plain text.");
        }

        var tags = request.Tags?.Select(t => PlainText.Clean(t, Limits.TagChars)).Distinct().ToArray();
        if (request.Tags?.Count > Limits.TagsPerContact || tags?.Any(t => t is null || !PlainText.IsVisible(t)) == true)
        {
            return new Refused(
                Refusals.InvalidField, $"tags must be at most {Limits.TagsPerContact}, each of 1 to {Limits.TagChars} characters of plain text.");
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [call.User], cancellationToken);
        var before = await connection.Command(ContactsSql.ContactOf, call.User, request.UserId)
            .FirstAsync(Rows.Contact, cancellationToken);
        if (before is null)
        {
            return _noFriend;
        }

        var after = (await connection.Command(ContactsSql.UpdateContact, call.User, request.UserId, remark, tags, request.Favourite)
            .FirstAsync(Rows.Contact, cancellationToken))!;
        if (after with { Tags = null } != before with { Tags = null } || !(after.Tags ?? []).SequenceEqual(before.Tags ?? []))
        {
            await transaction.CommitAsync(cancellationToken);
            changes.Tell(versions);
        }

        return after;
    }

    public async ValueTask<Answer<Nothing>> DeleteAsync(PersonId request, Call call, CancellationToken cancellationToken)
    {
        await using var pair = await pairs.OpenAsync(call.User, request.UserId, cancellationToken);
        if (await pair.RunAsync(ContactsSql.DeleteContacts, cancellationToken) == 0)
        {
            return _noFriend;
        }

        await pair.CommitAsync(both: true, relations: true, cancellationToken);
        return Nothing.Value;
    }
}
