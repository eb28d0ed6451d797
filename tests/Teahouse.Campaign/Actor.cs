using System.Text.RegularExpressions;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>One device of the campaign, its store, and what its user does with it.</summary>
public sealed partial class Actor : IAsyncDisposable
{
    Func<Uri> _server;
    Lazy<Device> _device;
    readonly string _token;
    readonly string _store;
    readonly Dice _dice;
    readonly SemaphoreSlim _changing = new(1);
    Task _operating = Task.CompletedTask;
    long _written;

    /// <param name="name">The device's name, unique.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="token">Its session.</param>
    /// <param name="server">Where the server is, directly or by a bad line.</param>
    /// <param name="folder">For its store and its history.</param>
    /// <param name="start">The timestamp of the campaign's beginning.</param>
    /// <param name="seed">For what its user does.</param>
    public Actor(string name, Guid user, string token, Func<Uri> server, string folder, long start, ulong seed)
    {
        (Name, User, _token, _server, _dice) = (name, user, token, server, new Dice(seed));
        _store = Path.Combine(folder, name + ".store");
        Recorder = new Recorder(folder, name, user, start);
        _device = new Lazy<Device>(Open);
    }

    public bool SendsDelivered { get; init; } = true;
    public string Name { get; }
    public Guid User { get; }
    public Recorder Recorder { get; }
    public Device Device => _device.Value;

    /// <summary>The direct conversations that its user takes part in.</summary>
    public List<Guid> Conversations { get; } = [];

    /// <summary>The groups that its user may be in.</summary>
    public List<Guid> Groups { get; } = [];

    /// <summary>Everybody who may be in them.</summary>
    public List<Guid> People { get; } = [];

    /// <summary>Another device of the same user.</summary>
    public Actor? Sibling { get; set; }

    public void Start() => Device.Start();

    /// <summary>Writes and reads until told to stop; some messages wait in the outbox all the time.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await _changing.WaitAsync(CancellationToken.None);
            try
            {
                Act();
                if (Groups.Count > 0 && _operating.IsCompleted && _dice.PerMille(20))
                {
                    _operating = OperateAsync(Device);
                }
            }
            finally
            {
                _changing.Release();
            }

            await Task.Delay(2, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _operating;
    }

    /// <summary>Asks for a message that another device of this user was told is stored.</summary>
    public async Task ProbeAsync(Sent sent)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                await Device.CallAsync(Commands.GetMessage, new(sent.Id));
                Probed(sent, found: true);
                return;
            }
            catch (RefusedException e) when (e.Code == Refusals.NotFound.Code)
            {
                Probed(sent, found: false);
                return;
            }
            catch (Exception e) when (e is RefusedException or DisconnectedException or ObjectDisposedException)
            {
                await Task.Delay(250);
            }
        }
    }

    /// <summary>Ends the device and starts it again on another server.</summary>
    public Task MoveAsync(Uri server)
    {
        _server = () => server;
        Recorder.Node = server.Authority;
        return RestartAsync();
    }

    /// <summary>Writes one message.</summary>
    public void Write(Guid to) => Device.Send(to, Text());

    /// <summary>Writes so many messages into each conversation and each group that the device shows.</summary>
    public void WriteEverywhere(int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            Talks().ForEach(Write);
        }
    }

    /// <summary>Ends the device as a crash does, and starts it again from its store.</summary>
    public async Task RestartAsync()
    {
        await _changing.WaitAsync();
        try
        {
            await Device.DisposeAsync();
            _device = new Lazy<Device>(Open());
            foreach (var (conversation, have) in Device.Look(state => state.Conversations.ToDictionary(c => c.Key, c => c.Value.Have)))
            {
                Recorder.Add(new() { Op = Happened.Restart, Conversation = conversation, Seq = have });
            }

            Device.Start();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Notes what the device shows in the end, ends it, and answers its history.</summary>
    public async Task<DeviceHistory> FinishAsync()
    {
        foreach (var (conversation, have, unread, changed) in Device.Look(state => state.Conversations.Values
            .Select(c => (c.Id, c.Have, c.Unread(User), c.Messages.Where(message => message.Rev is not null).ToList())).ToList()))
        {
            Recorder.Add(new() { Op = Happened.Final, Conversation = conversation, Seq = have, Unread = unread });
            foreach (var message in changed)
            {
                Recorder.Add(new() { Op = Happened.Shows, Conversation = conversation, Seq = message.Seq, Rev = message.Rev, Hash = Recorder.Form(message) });
            }
        }

        await Device.DisposeAsync();
        var store = await File.ReadAllTextAsync(_store);
        return Recorder.History with { Kept = Written().Matches(store).Select(text => Recorder.Hash(text.Groups[1].Value)).ToHashSet() };
    }

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        Recorder.Dispose();
        _changing.Dispose();
    }

    void Act()
    {
        var talks = Talks();
        while (Device.Waiting < talks.Count)
        {
            var to = _dice.Of(talks);
            Write(to);
            if (_dice.PerMille(20))
            {
                Device.Read(to, Device.Look(state => state.Conversations.GetValueOrDefault(to)?.Have ?? 0));
            }
        }
    }

    List<Guid> Talks() => [.. Conversations, .. Device.Look(state => Groups.Where(state.Conversations.ContainsKey).ToList())];

    // Unique, so that it is known wherever it turns up.
    string Text() => $"{Name} {++_written} {_dice.Next(1_000_000)} {new string('.', _dice.Next(120))}";

    [GeneratedRegex("\"text\":\"([^\"]*)\"")]
    private static partial Regex Written();

    Device Open() => new(User, new DeviceOptions
    {
        Server = _server(), Token = _token, Store = new FileStore(_store), Eager = true, Patience = 0.1, SendsDelivered = SendsDelivered,
        Observer = Recorder.Observe, CommandTimeout = TimeSpan.FromSeconds(15),
    });

    void Probed(Sent sent, bool found) =>
        Recorder.Add(new() { Op = Happened.Probe, Id = sent.Id, Conversation = sent.ConversationId, Seq = sent.Seq, Found = found });
}
