using System.Text;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Xunit;

namespace Teahouse.Tests.Bus;

/// <summary>What every bus promises. One class for each implementation inherits it.</summary>
public abstract class BusContract : IAsyncLifetime
{
    static readonly Address Kitchen = new("test.kitchen");
    static readonly Address Dining = new("test.dining");

    IBus _bus = null!;

    /// <summary>A bus that reaches nobody else's.</summary>
    protected abstract ValueTask<IBus> CreateAsync();

    public async ValueTask InitializeAsync() => _bus = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Alice_is_answered_by_the_one_who_serves_the_address()
    {
        await using var kitchen = _bus.Serve(Kitchen, (call, _) => Answer($"{call.Name} for {Text(call.Body)}"));
        await using var dining = _bus.Serve(Dining, (_, _) => Answer("wrong room"));

        var reply = await AskAsync("tea", "Alice");

        Assert.Equal((200, "tea for Alice", ReplyFault.None), (reply.Status, Text(reply.Body), reply.Fault));
    }

    [Fact]
    public async Task Every_part_of_a_call_arrives()
    {
        var got = new TaskCompletionSource<Call>();
        await using var kitchen = _bus.Serve(Kitchen, (call, _) =>
        {
            got.SetResult(call);
            return Answer("");
        });
        var sent = new Call("tea", Bytes("{}"))
        {
            User = Guid.CreateVersion7(), Session = Guid.CreateVersion7(), Address = "192.0.2.1", IdempotencyKey = "key", RequestId = "id",
        };

        await _bus.CallAsync(Kitchen, sent, TestContext.Current.CancellationToken);

        var call = await got.Task;
        Assert.Equal(sent with { Body = call.Body }, call);
        Assert.Equal("{}", Text(call.Body));
    }

    [Fact]
    public async Task Bob_is_told_at_once_that_nobody_serves_the_address() =>
        Assert.Equal(ReplyFault.NoReceiver, (await AskAsync("tea", "Bob")).Fault);

    [Fact]
    public async Task Nobody_is_asked_after_they_have_left()
    {
        await _bus.Serve(Kitchen, (_, _) => Answer("tea")).DisposeAsync();
        Assert.Equal(ReplyFault.NoReceiver, (await AskAsync("tea", "Bob")).Fault);
    }

    [Fact]
    public async Task Calls_of_one_caller_start_in_the_order_they_were_sent()
    {
        var started = new List<string>();
        var go = new TaskCompletionSource();
        await using var kitchen = _bus.Serve(Kitchen, async (call, _) =>
        {
            lock (started)
            {
                started.Add(Text(call.Body));
            }

            await go.Task;
            return new Reply(200, call.Body);
        });

        var orders = Enumerable.Range(0, 200).Select(i => i.ToString()).ToList();
        var pending = orders.Select(order => AskAsync("tea", order).AsTask()).ToList();
        go.SetResult();
        var replies = await Task.WhenAll(pending);

        Assert.Equal(orders, started);
        Assert.Equal(orders, replies.Select(r => Text(r.Body)));
    }

    [Fact]
    public async Task Those_who_serve_one_address_share_its_calls()
    {
        await using var one = _bus.Serve(Kitchen, (_, _) => Answer("Alice"));
        await using var other = _bus.Serve(Kitchen, (_, _) => Answer("Bob"));

        var cooks = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            cooks.Add(Text((await AskAsync("tea", "")).Body));
        }

        Assert.InRange(cooks.Count(c => c == "Alice"), 20, 80);
        Assert.Equal(100, cooks.Count(c => c is "Alice" or "Bob"));
    }

    [Fact]
    public async Task When_one_of_two_leaves_the_other_serves_all()
    {
        await using var one = _bus.Serve(Kitchen, (_, _) => Answer("Alice"));
        await _bus.Serve(Kitchen, (_, _) => Answer("Bob")).DisposeAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("Alice", Text((await AskAsync("tea", "")).Body));
        }
    }

    [Fact]
    public async Task Leaving_twice_takes_nobody_else_away()
    {
        Func<Call, CancellationToken, ValueTask<Reply>> cook = (_, _) => Answer("tea");
        var one = _bus.Serve(Kitchen, cook);
        await using var other = _bus.Serve(Kitchen, cook);

        await one.DisposeAsync();
        await one.DisposeAsync();

        Assert.Equal("tea", Text((await AskAsync("tea", "")).Body));
    }

    [Fact]
    public async Task A_handler_that_breaks_is_a_fault_and_breaks_nothing_else()
    {
        await using var kitchen = _bus.Serve(Kitchen, (call, _) => call.Name switch
        {
            "at once" => throw new InvalidOperationException("the pot fell"),
            "later" => LaterAsync(),
            "gave up" => throw new OperationCanceledException(),
            _ => Answer("tea"),
        });

        Assert.Equal(ReplyFault.Failed, (await AskAsync("at once", "")).Fault);
        Assert.Equal(ReplyFault.Failed, (await AskAsync("later", "")).Fault);
        Assert.Equal(ReplyFault.Failed, (await AskAsync("gave up", "")).Fault);
        Assert.Equal("tea", Text((await AskAsync("tea", "")).Body));

        static async ValueTask<Reply> LaterAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("the pot fell");
        }
    }

    [Fact]
    public async Task Alice_gives_up_and_is_not_kept_waiting()
    {
        await using var kitchen = _bus.Serve(Kitchen, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return default;
        });
        using var patience = new CancellationTokenSource();
        var pending = _bus.CallAsync(Kitchen, new("tea", default), patience.Token).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Parcels_reach_all_who_listen_in_the_order_they_were_told()
    {
        var ears = new[] { new Ear(500), new Ear(500) };
        await using var one = _bus.Listen(Dining, ears[0].Receive);
        await using var other = _bus.Listen(Dining, ears[1].Receive);
        await using var elsewhere = _bus.Listen(Kitchen, _ => Assert.Fail("a parcel went astray"));

        for (var i = 0; i < 500; i++)
        {
            _bus.Tell(Dining, new Parcel("gong", Bytes("everyone"), Bytes($"{i}")));
        }

        foreach (var ear in ears)
        {
            await ear.Full;
            Assert.Equal(Enumerable.Range(0, 500).Select(i => $"gong everyone {i}"), ear.Heard);
        }
    }

    [Fact]
    public async Task What_is_told_at_once_is_heard_at_once_and_nothing_is_no_news()
    {
        var ear = new Ear(3);
        await using var listening = _bus.Listen(Dining, ear.Receive);

        _bus.Tell(Dining);
        _bus.Tell(Dining, new Parcel("gong", default, Bytes("1")), new Parcel("gong", default, Bytes("2")));
        _bus.Tell(Dining, new Parcel("gong", default, Bytes("3")));

        await ear.Full;
        Assert.Equal(["gong  1", "gong  2", "gong  3"], ear.Heard);
        Assert.Equal([2, 1], ear.AtOnce);
    }

    [Fact]
    public async Task Whoever_has_left_hears_nothing_more_and_telling_nobody_is_no_fault()
    {
        var heard = 0;
        await _bus.Listen(Dining, _ => heard++).DisposeAsync();
        var ear = new Ear(1);
        _bus.Tell(Dining, new Parcel("gong", default, default));
        await using var late = _bus.Listen(Dining, ear.Receive);
        _bus.Tell(Dining, new Parcel("gong", default, Bytes("second")));

        await ear.Full;
        Assert.Equal(["gong  second"], ear.Heard);
        Assert.Equal(0, heard);
    }

    [Fact]
    public async Task A_listener_that_breaks_keeps_nothing_from_the_others()
    {
        var ear = new Ear(2);
        await using var clumsy = _bus.Listen(Dining, _ => throw new InvalidOperationException());
        await using var other = _bus.Listen(Dining, ear.Receive);

        _bus.Tell(Dining, new Parcel("gong", default, Bytes("1")));
        _bus.Tell(Dining, new Parcel("gong", default, Bytes("2")));

        await ear.Full;
        Assert.Equal(["gong  1", "gong  2"], ear.Heard);
    }

    ValueTask<Reply> AskAsync(string name, string body) =>
        _bus.CallAsync(Kitchen, new(name, Bytes(body)), TestContext.Current.CancellationToken);

    static ValueTask<Reply> Answer(string text) => new(new Reply(200, Bytes(text)));

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    sealed class Ear(int count)
    {
        readonly TaskCompletionSource _full = new();
        readonly List<string> _heard = [];

        public Task Full => _full.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        public IReadOnlyList<string> Heard => _heard;

        /// <summary>How many were heard at a time.</summary>
        public List<int> AtOnce { get; } = [];

        public void Receive(ReadOnlySpan<Parcel> parcels)
        {
            AtOnce.Add(parcels.Length);
            foreach (var parcel in parcels)
            {
                _heard.Add($"{parcel.Kind} {Text(parcel.To)} {Text(parcel.Body)}");
            }

            if (_heard.Count == count)
            {
                _full.SetResult();
            }
        }
    }
}
