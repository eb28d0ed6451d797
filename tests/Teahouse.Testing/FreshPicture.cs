using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Testing;

/// <summary>What a person sees who begins from nothing.</summary>
public static class FreshPicture
{
    /// <summary>Everything: a full sync, and every body.</summary>
    public static async Task<DeviceState> TakeAsync(TeahouseApi api, Guid user)
    {
        var state = await SyncAsync(api, user);
        await ListAsync(api, state);
        return state;
    }

    /// <summary>A full sync alone.</summary>
    public static async Task<DeviceState> SyncAsync(TeahouseApi api, Guid user)
    {
        var state = new DeviceState(user);
        await SyncAsync(api, state, null);
        return state;
    }

    /// <summary>Applies what changed since a cursor and answers the next.</summary>
    public static async Task<string> SyncAsync(TeahouseApi api, DeviceState state, string? cursor)
    {
        while (true)
        {
            var page = await api.CallAsync(Commands.Sync, new(cursor, Limits.PageSize));
            foreach (var update in page.Updates)
            {
                state.Apply(update);
            }

            cursor = page.Cursor;
            if (!page.More)
            {
                state.Apply(new ChangedUpdate(page.Version));
                return cursor;
            }
        }
    }

    /// <summary>Fetches the bodies that are missing, as far as the server lists them.</summary>
    public static async Task ListAsync(TeahouseApi api, DeviceState state)
    {
        foreach (var conversation in state.Conversations.Values)
        {
            while (conversation.Behind)
            {
                var have = conversation.Have;
                var page = await api.CallAsync(Commands.ListMessages, new(conversation.Id, AfterSeq: have, Limit: Limits.PageSize));
                foreach (var message in page.Messages)
                {
                    state.Apply(new MessageUpdate(message));
                }

                if (conversation.Have == have)
                {
                    break;
                }
            }
        }
    }
}
