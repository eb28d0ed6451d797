using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Testing;

/// <summary>Somebody with a name, an account and devices.</summary>
public sealed class Person(TestServer server, string name, string username) : IAsyncDisposable
{
    readonly List<Device> _devices = [];
    SyncLaw _law = null!;

    public string Name => name;
    public string Username => username;
    public string Password => $"the password of {username}";
    public User User { get; private set; } = null!;
    public Guid Id => User.Id;

    /// <summary>The session that the account was opened with, over HTTP.</summary>
    public TeahouseApi Api { get; private set; } = null!;

    public string Token => Api.Token!;

    /// <summary>Another device: a session of its own, online when this returns.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="via">A proxy to go through.</param>
    /// <param name="with">Other options.</param>
    public async Task<Device> DeviceAsync(string device = "phone", Uri? via = null, Func<DeviceOptions, DeviceOptions>? with = null)
    {
        var session = await LogInAsync(device);
        var options = new DeviceOptions { Server = via ?? server.Address, Token = session.Token, Eager = true, Patience = 0.1 };
        var added = new Device(Id, with?.Invoke(options) ?? options);
        _devices.Add(added);
        added.Start();
        await Eventually.True($"{name}'s {device} comes online", () => added.IsOnline, () => added.GaveUp);
        return added;
    }

    public Task<LoggedIn> LogInAsync(string device) => server.Api().CallAsync(Commands.LogIn, new(username, Password, device));

    /// <summary>The direct conversation with somebody.</summary>
    public Guid With(Person other) => Ids.Direct(Id, other.Id);

    /// <summary>Writes, awaits that it is stored, and checks the law for everybody.</summary>
    public async Task<Sent> SaysAsync(Person other, string text, Device? device = null)
    {
        var message = new SendMessage(new TextContent(text), Ids.New(), RecipientId: other.Id);
        var sent = device is null ? await Api.CallAsync(Commands.Send, message) : await device.SendAsync(message);
        await server.LawAsync();
        return sent;
    }

    public async ValueTask DisposeAsync()
    {
        server.Forget(this);
        foreach (var device in _devices)
        {
            await device.DisposeAsync();
        }
    }

    internal async Task RegisterAsync()
    {
        var opened = await server.Api().CallAsync(Commands.Register, new(username, Password, name, "first"));
        User = opened.User;
        Api = server.Api(opened.Token);
        _law = new SyncLaw(this);
        await _law.CheckAsync([]);
    }

    internal Task LawAsync() => _law.CheckAsync([.. _devices.Where(device => device.IsOnline)]);
}
