using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Sandbox;
using Teahouse.Platform.Telemetry;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;
using Teahouse.Server.Workspaces;
using Teahouse.Testing;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Accounts, Contacts, Media and Chat of one core node without an edge or a worker: what a worker would do is asked for by hand.</summary>
sealed class ChatNode : IAsyncDisposable
{
    readonly IHost _host;
    readonly IBus _bus;
    readonly DataFolder? _own;

    ChatNode(IHost host, DataFolder? own)
    {
        (_host, _own) = (host, own);
        _bus = host.Services.GetRequiredService<IBus>();
        _bus.Listen(Address.Edges, parcels =>
        {
            foreach (var parcel in parcels)
            {
                Told.Enqueue(parcel);
            }
        });
    }

    /// <summary>Every parcel that edges were told.</summary>
    public ConcurrentQueue<Parcel> Told { get; } = [];

    public IEnumerable<Update> Updates(Guid user) => Told
        .Where(p => (p.Kind == Parcels.Update || p.Kind == Parcels.Message) && p.Ids().Contains(user))
        .Select(p => JsonSerializer.Deserialize(p.Body.Span, Wire.Default.Update)!);

    /// <param name="database">Where its rows are.</param>
    /// <param name="options">Of the unit Chat.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="media">Of the unit Media.</param>
    /// <param name="files">Where its files are; in a folder that goes with it, when none is given.</param>
    /// <param name="fetch">Where it may fetch from.</param>
    public static async Task<ChatNode> StartAsync(
        TestDatabase database, ChatOptions? options = null, TimeProvider? time = null, MediaOptions? media = null, DataFolder? files = null,
        FetchOptions? fetch = null)
    {
        var own = files is null ? new DataFolder() : null;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(database.DataSource).AddSingleton(time ?? TimeProvider.System).AddSingleton<IBus, LocalBus>();
        builder.Services.AddSingleton<CallTable>().AddSingleton<Outbox>();
        builder.Services.AddSingleton(new AccountsOptions()).AddSingleton(new ContactsOptions()).AddSingleton(new WorkspacesOptions());
        builder.Services.AddSingleton(options ?? new ChatOptions { HorizonMs = 50 });
        builder.Services.AddSingleton(media ?? new MediaOptions());
        builder.Services.AddSingleton(fetch ?? new FetchOptions()).AddSingleton<SafeFetcher>();
        builder.Services.AddSingleton<IBlobStore>(new FileBlobs((files ?? own)!.Path, time ?? TimeProvider.System));
        builder.Services.AddSingleton(new WorkFolders(Path.Combine(Path.GetTempPath(), "teahouse-work"))).AddSingleton<ToolRunner>();
        Door[] doors = [AccountsModule.Door, ContactsModule.Door, MediaModule.Door, WorkspacesModule.Door, ChatModule.Door];
        foreach (var door in doors)
        {
            door.Add!(builder.Services);
        }

        var host = builder.Build();
        await host.Services.GetRequiredService<IBlobStore>().PrepareAsync(CancellationToken.None);
        var calls = host.Services.GetRequiredService<CallTable>();
        var core = new Core(host.Services, calls);
        foreach (var door in doors)
        {
            door.Core!(core);
        }

        var node = new ChatNode(host, own);
        node._bus.Serve(Address.Core, (call, cancellationToken) => calls.Find(call.Name)!(call, cancellationToken));
        await host.StartAsync();
        await Eventually.True("the node owns its partitions", async () =>
            await host.Services.GetServices<ReadinessCheck>().Single(c => c.Name == "chat").WhyNotAsync(default) is null);
        return node;
    }

    public T Service<T>()
        where T : class => _host.Services.GetRequiredService<T>();

    public async Task<Guid> PersonAsync(string name)
    {
        var reply = await ReplyAsync(Commands.Register, new Register(name, "correct horse battery", name), Guid.Empty);
        return JsonSerializer.Deserialize(reply.Body.Span, Wire.Default.LoggedIn)!.User.Id;
    }

    /// <summary>Asks as an edge does, and expects an answer.</summary>
    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Guid user)
    {
        var reply = await ReplyAsync(command, request, user);
        Assert.True(reply.Status is >= 200 and < 300, $"{command.Name}: {reply.Status} {System.Text.Encoding.UTF8.GetString(reply.Body.Span)}");
        return reply.Body.IsEmpty ? default! : JsonSerializer.Deserialize(reply.Body.Span, command.AnswerInfo)!;
    }

    public async Task<Problem> RefusedAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Guid user)
    {
        var reply = await ReplyAsync(command, request, user);
        Assert.True(reply.Status >= 400, $"{command.Name}: {reply.Status}");
        return JsonSerializer.Deserialize(reply.Body.Span, Wire.Default.Problem)!;
    }

    public ValueTask<Reply> ReplyAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Guid user)
    {
        var call = new Call(command.Name, JsonSerializer.SerializeToUtf8Bytes(request, command.RequestInfo)) { User = user };
        var partition = ChatModule.Door.Owned.TryGetValue(command.Name, out var of) ? of(call) : null;
        return _bus.CallAsync(partition is { } part ? Address.Partition(part) : Address.Core, call, TestContext.Current.CancellationToken);
    }

    public Task<Sent> SayAsync(Guid sender, Guid conversation, string text, Guid? id = null) =>
        AskAsync(Commands.Send, new SendMessage(new TextContent(text), id ?? Ids.New(), conversation), sender);

    /// <summary>What the worker asks of an owner once it has heard of new messages.</summary>
    public async Task SettleAsync(Guid conversation)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"ids":["{{conversation}}"]}""");
        var reply = await _bus.CallAsync(Address.Partition(Ids.Partition(conversation)), new("settle", body), TestContext.Current.CancellationToken);
        Assert.Equal(204, reply.Status);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _own?.Dispose();
    }
}
