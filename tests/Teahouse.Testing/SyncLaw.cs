using System.Text;
using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Testing;

/// <summary>
/// <c>apply(updates, stale) == fresh</c>: keeps a picture of what one person may know, brings it up to date with the updates since its
/// cursor, and compares it with one made from nothing; every device online must come to show the same.
/// </summary>
sealed class SyncLaw(Person person)
{
    readonly DeviceState _stale = new(person.Id);
    string? _cursor;

    public async Task CheckAsync(IReadOnlyList<Device> online)
    {
        var api = person.Api;
        var me = new UserUpdate(await api.CallAsync(Commands.GetMe, Nothing.Value));
        _stale.Apply(me);
        var fresh = new DeviceState(person.Id);
        var broken = "";
        // The person's own devices acknowledge meanwhile, between two looks; what a cursor has skipped is missing in every look.
        await Eventually.True($"The sync law holds for {person.Name}", async () =>
        {
            _cursor = await FreshPicture.SyncAsync(api, _stale, _cursor);
            await FreshPicture.ListAsync(api, _stale);
            fresh = await FreshPicture.TakeAsync(api, person.Id);
            fresh.Apply(me);
            broken = Differing("updates since the cursor make another picture than a full sync", Show(fresh, fresh), Show(_stale, fresh))
                ?? await CompareListAsync(api, fresh) ?? "";
            return broken.Length == 0;
        }, () => broken);
        if (fresh.Conversations.Values.FirstOrDefault(conversation => conversation.Behind) is { } behind)
        {
            throw new InvalidOperationException($"{behind.Id} says it has seq {behind.LastSeq}, but lists none after {behind.Have}.");
        }

        foreach (var device in online)
        {
            // Devices learn at their own pace; receipts of others may move meanwhile, so each look has a fresh picture of its own.
            var shown = "";
            await Eventually.True($"{person.Name}'s device shows what the server knows", async () =>
            {
                var now = await FreshPicture.TakeAsync(api, person.Id);
                now.Apply(me);
                shown = Difference(Show(now, now, pushed: true), device.Look(state => Show(state, now, pushed: true)));
                return shown.Length == 0;
            }, () => shown);
        }
    }

    // The lists of conversations and of threads are the same picture by other calls.
    async Task<string?> CompareListAsync(TeahouseApi api, DeviceState fresh)
    {
        var listed = new DeviceState(person.Id);
        string? cursor = null;
        do
        {
            var page = await api.CallAsync(Commands.ListConversations, new(Cursor: cursor));
            foreach (var user in page.Users)
            {
                listed.Apply(new UserUpdate(user));
            }

            foreach (var conversation in page.Conversations)
            {
                listed.Apply(new ConversationUpdate(conversation));
                if (conversation.Unread != listed.Conversations[conversation.Id].Unread(person.Id))
                {
                    throw new InvalidOperationException($"unread is {conversation.Unread}, not last_n - read_n, in {conversation}.");
                }
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        await FreshPicture.ListAsync(api, listed);
        await ListThreadsAsync(api, listed);
        return Differing("the list of conversations differs from a full sync", ShowConversations(fresh, fresh), ShowConversations(listed, fresh));
    }

    static async Task ListThreadsAsync(TeahouseApi api, DeviceState listed)
    {
        string? cursor = null;
        do
        {
            var page = await api.CallAsync(Commands.ListThreads, new(cursor, Limits.PageSize));
            foreach (var thread in page.Threads)
            {
                listed.Apply(new ThreadUpdate(thread));
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    // Users, members, roles, info, preferences, messages as they are now, threads: as far as the contract says that a device knows them.
    static string Show(DeviceState state, DeviceState fresh, bool pushed = false)
    {
        var text = new StringBuilder();
        foreach (var user in state.Users.Values.Where(user => fresh.Users.ContainsKey(user.Id)).OrderBy(user => user.Id))
        {
            text.AppendLine(JsonSerializer.Serialize(user, Wire.Default.User));
        }

        return text.Append(ShowConversations(state, fresh, pushed)).ToString();
    }

    static string ShowConversations(DeviceState state, DeviceState fresh, bool pushed = false)
    {
        var text = new StringBuilder();
        foreach (var conversation in state.Conversations.Values.OrderBy(conversation => conversation.Id))
        {
            var shown = conversation.ToConversation(state.Me);
            // Mentions are told with the conversation, not with each message; of a wide one, a device knows itself.
            shown = pushed ? shown with { Mentions = null } : shown;
            shown = fresh.Conversations.GetValueOrDefault(conversation.Id) is { IsWide: true }
                ? shown with { Members = [.. shown.Members.Where(member => member.UserId == state.Me)] }
                : shown;
            text.AppendLine(JsonSerializer.Serialize(shown, Wire.Default.Conversation));
            foreach (var message in conversation.Messages)
            {
                text.AppendLine(JsonSerializer.Serialize(message, Wire.Default.Message));
            }

            foreach (var thread in conversation.Threads.Values.Where(thread => thread.Following))
            {
                text.AppendLine(JsonSerializer.Serialize(thread, Wire.Default.ThreadPlace));
            }
        }

        return text.ToString();
    }

    static string? Differing(string how, string expected, string actual) =>
        Difference(expected, actual) is { Length: > 0 } difference ? $"{how}.{difference}" : null;

    static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var missing = string.Concat(left.Except(right).Select(line => $"\n  fresh has:  {line}"));
        return missing + string.Concat(right.Except(left).Select(line => $"\n  picture has: {line}"));
    }
}
