using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Gateway;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class ActivitiesTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly ManualTime _time = new();
    readonly Activities _activities;
    readonly Guid _room = Ids.New();

    public ActivitiesTests()
    {
        _activities = new(_time);
        _activities.Begin(new("c0"));
    }

    [Fact]
    public void The_first_line_is_told_at_once_and_what_follows_within_a_second_is_told_together()
    {
        Note(1);
        Assert.Equal((1, 1), Assert.Single(Tell()));
        Note(2);
        Note(3);
        Assert.Empty(Tell());
        _time.Advance(Second * 0.9);
        Assert.Empty(Tell());
        _time.Advance(Second * 0.1);
        Assert.Equal((3, 3), Assert.Single(Tell()));
        Assert.Empty(Tell());
    }

    [Fact]
    public void What_is_no_line_of_its_own_waits_a_second_unless_a_line_follows()
    {
        Note(1, shown: false);
        Assert.Empty(Tell());
        _time.Advance(Second);
        Assert.Equal((1, 1), Assert.Single(Tell()));

        _time.Advance(Second * 5);
        Assert.Empty(Tell());
        Note(2, shown: false);
        Note(3);
        Assert.Equal((3, 3), Assert.Single(Tell()));
    }

    [Fact]
    public void No_cursor_leads_past_what_is_held_back()
    {
        Note(1);
        Tell();
        Reach("c1");
        Assert.Equal("c1", Cursor);

        Note(2);
        Reach("c2");
        Assert.Equal("c1", Cursor);
        _time.Advance(Second);
        Assert.Single(_activities.Take());

        // Taken is not told yet.
        Reach("c3");
        Assert.Equal("c1", Cursor);
        _activities.Told();
        Assert.Equal("c3", Cursor);
    }

    [Fact]
    public void In_a_conversation_that_never_rests_the_cursor_still_moves()
    {
        for (var i = 1; i <= 40; i++)
        {
            Note(i);
            Reach($"c{i}");
            _time.Advance(Second / 4);
            Tell();
        }

        Assert.InRange(int.Parse(Cursor[1..], System.Globalization.CultureInfo.InvariantCulture), 34, 40);
    }

    [Fact]
    public void Nothing_is_taken_while_somebody_still_tells()
    {
        Note(1);
        Assert.Single(_activities.Take());
        _activities.Note(new(Ids.New(), 1, 1, true), default);
        Assert.Empty(_activities.Take());
        _activities.Told();
        Assert.Single(_activities.Take());
    }

    [Fact]
    public void Seeded_bursts_are_told_at_most_once_a_second_each_and_to_the_end()
    {
        var dice = new Dice(7);
        var rooms = Enumerable.Range(0, 5).Select(_ => Ids.New()).ToArray();
        var (last, told, toldAt) = (new Dictionary<Guid, long>(), new Dictionary<Guid, long>(), new Dictionary<Guid, DateTimeOffset>());
        for (var step = 0; step < 2000; step++)
        {
            var room = dice.Of(rooms);
            last[room] = last.GetValueOrDefault(room) + 1;
            _activities.Note(new(room, last[room], last[room], dice.Next(2) == 0), default);
            _time.Advance(TimeSpan.FromMilliseconds(dice.Next(300)));
            foreach (var news in _activities.Take())
            {
                Assert.True(_time.GetUtcNow() - toldAt.GetValueOrDefault(news.Conversation) >= Second);
                (told[news.Conversation], toldAt[news.Conversation]) = (news.Seq, _time.GetUtcNow());
            }

            _activities.Told();
        }

        _time.Advance(Second);
        foreach (var news in _activities.Take())
        {
            told[news.Conversation] = news.Seq;
        }

        Assert.Equal(last.OrderBy(pair => pair.Key), told.OrderBy(pair => pair.Key));
    }

    string Cursor => _activities.Horizon!.Cursor;

    void Note(long seq, bool shown = true) => _activities.Note(new LogPlace(_room, seq, seq, shown), default);

    void Reach(string cursor) => _activities.Reach(new(cursor));

    List<(long Seq, long N)> Tell()
    {
        var due = _activities.Take().Select(news => (news.Seq, news.N)).ToList();
        _activities.Told();
        return due;
    }
}
