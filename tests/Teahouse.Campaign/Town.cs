using System.Diagnostics;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>The people of a campaign, their devices and conversations, and what they see in the end.</summary>
public sealed class Town : IAsyncDisposable
{
    readonly List<(User User, string Name)> _people = [];
    readonly List<Actor> _actors = [];
    readonly string _folder;
    readonly long _start = Stopwatch.GetTimestamp();

    Town(string folder) => _folder = folder;

    public IReadOnlyList<Actor> Actors => _actors;

    public long Acks => _actors.Sum(actor => actor.Recorder.Acks);

    public long Disconnects => _actors.Sum(actor => actor.Recorder.Disconnects);

    public long LossesNoticed => _actors.Sum(actor => actor.Recorder.LossesNoticed);

    /// <summary>Opens accounts, logs devices in, opens the conversations. Nobody is online yet.</summary>
    /// <param name="options">How many of each.</param>
    /// <param name="server">Where to open them.</param>
    /// <param name="line">The line of a device, by its number.</param>
    public static async Task<Town> BuildAsync(CampaignOptions options, Uri server, Func<int, Func<Uri>> line)
    {
        var town = new Town(Path.Combine(options.Folder, "devices"));
        Directory.CreateDirectory(town._folder);
        using var http = new HttpClient { BaseAddress = server };
        var logIns = new List<(string Name, LoggedIn LogIn)>();
        for (var i = 0; i < options.People; i++)
        {
            var name = $"p{i:00}";
            var opened = await new TeahouseApi(http).CallAsync(Commands.Register, new(name, Password(name), $"Person {i}", "a"));
            town._people.Add((opened.User, name));
            logIns.Add((name + "a", opened));
            if (i < options.SecondDevices)
            {
                logIns.Add((name + "b", await new TeahouseApi(http).CallAsync(Commands.LogIn, new(name, Password(name), "b"))));
            }
        }

        foreach (var ((name, logIn), number) in logIns.Select((one, number) => (one, number)))
        {
            town._actors.Add(new Actor(name, logIn.User.Id, logIn.Token, line(number), town._folder, town._start, options.Seed * 1000 + (ulong)number)
            {
                SendsDelivered = options.SendsDelivered,
            });
        }

        var tokens = logIns.ToDictionary(one => one.Name, one => one.LogIn.Token);
        await town.MeetAsync(options, http, tokens);
        await town.GatherAsync(options, http, tokens);
        return town;
    }

    /// <summary>Waits until every outbox is empty and every device online holds what a fresh one would. False when patience ends first.</summary>
    public async Task<bool> HealAsync(Uri server, TimeSpan patience, Action<string> say)
    {
        var until = Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency);
        string? wrong = null;
        while (Stopwatch.GetTimestamp() < until)
        {
            wrong = await WrongAsync(server);
            if (wrong is null)
            {
                return true;
            }

            await Task.Delay(200);
        }

        say($"not healed: {wrong}");
        return false;
    }

    /// <summary>What each person sees on a device that begins from nothing.</summary>
    public async Task<IReadOnlyList<FreshConversation>> LookAfreshAsync(Uri server)
    {
        var all = new List<FreshConversation>();
        using var http = new HttpClient { BaseAddress = server };
        foreach (var (user, name) in _people)
        {
            var logIn = await new TeahouseApi(http).CallAsync(Commands.LogIn, new(name, Password(name), "fresh"));
            var api = new TeahouseApi(http) { Token = logIn.Token };
            var fresh = await FreshPicture.SyncAsync(api, user.Id);
            foreach (var conversation in fresh.Conversations.Values)
            {
                all.Add(new(user.Id, conversation.Id, [.. conversation.Members.Select(member => member.UserId)], conversation.LastSeq,
                    conversation.Unread(user.Id), conversation.Member(user.Id)?.ReadSeq ?? 0, await ListAsync(api, conversation))
                {
                    VisibleFrom = conversation.VisibleFrom, Rev = conversation.Rev, ShowsAll = conversation.Info?.History != "joined",
                });
            }
        }

        return all;
    }

    /// <summary>Ends the devices, notes the end of every history and answers them all.</summary>
    public async Task<IReadOnlyList<DeviceHistory>> HistoriesAsync() => await Task.WhenAll(_actors.Select(actor => actor.FinishAsync()));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_actors.Select(actor => actor.DisposeAsync().AsTask()));
    }

    async Task MeetAsync(CampaignOptions options, HttpClient http, Dictionary<string, string> tokens)
    {
        for (var i = 0; i < options.People; i++)
        {
            for (var step = 1; step <= Math.Min(options.Circle, (options.People - 1) / 2); step++)
            {
                var other = _people[(i + step) % options.People].User;
                var api = new TeahouseApi(http) { Token = tokens[_people[i].Name + "a"] };
                var conversation = await api.CallAsync(Commands.CreateConversation, new("direct", [other.Id]));
                foreach (var actor in _actors.Where(actor => actor.User == other.Id || actor.User == _people[i].User.Id))
                {
                    actor.Conversations.Add(conversation.Id);
                }
            }
        }

        foreach (var pair in _actors.GroupBy(actor => actor.User).Where(group => group.Count() == 2))
        {
            (pair.First().Sibling, pair.Last().Sibling) = (pair.Last(), pair.First());
        }
    }

    // Every second group shows newcomers only what comes after them.
    async Task GatherAsync(CampaignOptions options, HttpClient http, Dictionary<string, string> tokens)
    {
        var dice = new Dice(options.Seed + 3);
        for (var i = 0; i < options.Groups; i++)
        {
            var (owner, name) = _people[i % _people.Count];
            var others = _people.Select(person => person.User.Id).Where(id => id != owner.Id).OrderBy(_ => dice.Next(1000));
            var api = new TeahouseApi(http) { Token = tokens[name + "a"] };
            var group = await api.CallAsync(
                Commands.CreateConversation, new("group", [.. others.Take(2 + dice.Next(Math.Min(10, _people.Count - 2)))], $"Group {i}"));
            if (i % 2 == 1)
            {
                await api.CallAsync(Commands.UpdateConversation, new(group.Id, History: "joined"));
            }

            _actors.ForEach(actor => actor.Groups.Add(group.Id));
        }

        _actors.ForEach(actor => actor.People.AddRange(_people.Select(person => person.User.Id)));
    }

    static async Task<IReadOnlyList<StoredMessage>> ListAsync(TeahouseApi api, LocalConversation conversation)
    {
        var all = new List<StoredMessage>();
        for (var after = conversation.VisibleFrom - 1; after < conversation.LastSeq; after = all[^1].Seq)
        {
            var page = await api.CallAsync(Commands.ListMessages, new(conversation.Id, AfterSeq: after, Limit: Limits.PageSize));
            all.AddRange(page.Messages.Select(Store));
            if (page.Messages.Count == 0)
            {
                break;
            }
        }

        return all;
    }

    static StoredMessage Store(Message message) => new(
        message.Id, message.Generation, message.Seq, message.N, message.SenderId, Recorder.Hash(message.Content))
    {
        Event = (message.Content as EventContent)?.Event, Users = (message.Content as EventContent)?.UserIds ?? [], Target = message.Target,
        Rev = message.Rev, Form = message.Rev is null ? null : Recorder.Form(message),
        Reactions = [.. (message.Reactions ?? []).SelectMany(reaction => reaction.UserIds.Select(user => $"{reaction.Emoji} {user}"))],
    };

    async Task<string?> WrongAsync(Uri server)
    {
        if (_actors.Find(actor => !actor.Device.IsOnline) is { } offline)
        {
            return $"{offline.Name} is offline ({offline.Device.GaveUp})";
        }

        if (_actors.Find(actor => actor.Device.Waiting > 0) is { } waiting)
        {
            return $"{waiting.Name} has {waiting.Device.Waiting} messages in its outbox";
        }

        using var http = new HttpClient { BaseAddress = server };
        foreach (var actor in _actors)
        {
            try
            {
                // The full list, not what the device believes.
                var listed = await FreshPicture.SyncAsync(new TeahouseApi(http) { Token = actor.Device.Api.Token }, actor.User);
                if (actor.Device.Look(state => state.Conversations.Keys.Except(listed.Conversations.Keys).ToList()) is [var left, ..])
                {
                    return $"{actor.Name} still has {left}";
                }

                foreach (var there in listed.Conversations.Values)
                {
                    var (have, unread) = actor.Device.Look(state =>
                        state.Conversations.GetValueOrDefault(there.Id) is { } here ? (here.Have, here.Unread(actor.User)) : (0, 0));
                    if (have != there.LastSeq || unread != there.Unread(actor.User))
                    {
                        return $"{actor.Name} has {there.Id} to {have} of {there.LastSeq}, {unread} unread of {there.Unread(actor.User)}";
                    }
                }
            }
            catch (Exception e) when (e is RefusedException or DisconnectedException)
            {
                return e.Message;
            }
        }

        return null;
    }

    static string Password(string name) => $"the password of {name}";
}
