using Teahouse.Client;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Client;

/// <summary>What a device makes of updates, in whatever order they come.</summary>
public sealed class DeviceStateTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    readonly Guid _group = Ids.New();
    readonly Guid _alice = Ids.New();
    readonly Guid _bob = Ids.New();
    readonly Guid _carol = Ids.New();
    readonly DeviceState _state;

    public DeviceStateTests() => _state = new(_alice);

    LocalConversation Group => _state.Conversations[_group];

    [Fact]
    public void Alice_sees_what_Bob_made_of_his_message()
    {
        Take(Group3(), Says(1, "tae"), Changes(2, Says(1, "tea") with { Rev = 2, EditedAt = Now }));
        Assert.Equal(("tea", 2, 2), (Text(1), Group.Have, Group.LastSeq));
        Assert.Equal("tea", ((TextContent)Group.LastMessage!.Content).Text);
        Assert.Single(Group.Messages);
    }

    [Fact]
    public void An_older_form_of_a_message_that_comes_late_is_ignored()
    {
        Take(Group3(), Says(1, "a"), Changes(3, Says(1, "c") with { Rev = 3 }), Changes(2, Says(1, "b") with { Rev = 2 }), Says(1, "a"));
        Assert.Equal("c", Text(1));
        Assert.Equal(2, Group.Have);
        Take(Changes(3, Says(1, "c") with { Rev = 3 }));
        Assert.Equal(3, Group.Have);
    }

    [Fact]
    public void A_recalled_message_is_nowhere_in_what_Alice_has()
    {
        Take(Group3(), Says(1, "secret"), Changes(2, Says(1, "") with { Rev = 2, Content = new DeletedContent("recalled") }));
        Assert.IsType<DeletedContent>(Group.At(1)!.Content);
        Assert.IsType<DeletedContent>(Group.LastMessage!.Content);
    }

    [Fact]
    public void Changes_and_answers_in_threads_are_not_unread()
    {
        Take(Group3(), Says(1, "tea?"), Changes(2, Says(1, "tea!") with { Rev = 2 }), Answers(3, 1, 1), Event(4), Says(5, "2") with { N = 2 });
        Assert.Equal(2, Group.Unread(_alice));
        Assert.Equal(5, Group.Have);
        Assert.Equal([1, 4, 5], Group.Lines.Select(line => line.Seq));
        Assert.Equal(5, Group.LastMessage!.Seq);
    }

    [Fact]
    public void A_thread_counts_its_answers_and_names_those_who_wrote()
    {
        Take(Group3(), Says(1, "tea?"), Answers(2, 1, 1), Answers(3, 1, 2) with { SenderId = _carol }, Answers(3, 1, 2));
        Assert.Equivalent(new Replies(2, 3, [_bob, _carol]), Group.At(1)!.Replies);
        Assert.Equal([2, 3], Group.Answers(1).Select(answer => answer.Seq));
        Assert.Equal(0, Group.UnreadIn(1));
        _state.Apply(new ThreadUpdate(new(_group, 1, 1, 2, 3, true)));
        Take(Answers(4, 1, 3));
        Assert.Equal(2, Group.UnreadIn(1));
        Assert.Equal(3, Group.LastMessage!.Replies!.Count);
    }

    [Fact]
    public void Members_and_info_are_taken_whole_when_they_are_newer_and_otherwise_not()
    {
        Take(Group3(rev: 5));
        _state.Apply(new MembersUpdate(_group, 6, 2, new Info("Tea"), Left: [_carol]));
        Assert.Equal((2, "Tea", 6), (Group.Members.Count, Group.Info!.Name, Group.Rev));
        Take(Group3(rev: 5));
        _state.Apply(new MembersUpdate(_group, 5, 3, new Info("Coffee"), [new Member(_carol, 0, 0, 0, "member")]));
        Assert.Equal((2, "Tea", 6), (Group.Members.Count, Group.Info!.Name, Group.Rev));
        Take(Group3(rev: 7));
        Assert.Equal((3, 7), (Group.Members.Count, Group.Rev));
    }

    [Fact]
    public void Nothing_comes_after_Alice_was_removed()
    {
        Take(Group3(), Says(1, "hello"));
        _state.Apply(new LeftUpdate(_group, 2));
        Take(Group3(rev: 1), Says(1, "hello"));
        _state.Apply(new ReceiptUpdate(_group, _bob, 1, 1, 1));
        _state.Apply(new ActivityUpdate(_group, 2, 1));
        Assert.Empty(_state.Conversations);
    }

    [Fact]
    public void Alice_joins_again_and_an_old_farewell_does_not_send_her_away()
    {
        Take(Group3(), Says(1, "hello"));
        _state.Apply(new LeftUpdate(_group, 2));
        Take(Group3(rev: 4) with { LastSeq = 4, VisibleFrom = 4 });
        _state.Apply(new LeftUpdate(_group, 2));
        Take(Says(5, "welcome back") with { N = 2 });
        Assert.Equal((4, 3), (Group.From, Group.Have));
        Take(Event(4), Says(5, "welcome back") with { N = 2 });
        Assert.Equal((5, false), (Group.Have, Group.Behind));
    }

    [Fact]
    public void What_Alice_has_deleted_for_herself_does_not_come_back()
    {
        Take(Group3(), Says(1, "one"), Says(2, "two") with { N = 2 }, Says(3, "three") with { N = 3 });
        _state.Apply(new HiddenUpdate(_group, [3]));
        Take(Says(3, "three") with { N = 3 });
        Assert.Equal([1, 2], Group.Messages.Select(message => message.Seq));
        Assert.Equal((3, 2), (Group.Have, Group.LastMessage!.Seq));
        _state.Apply(new HiddenUpdate(_group, UntilSeq: 2));
        Assert.Empty(Group.Messages);
        Assert.Equal((3, 3, false), (Group.VisibleFrom, Group.Have, Group.Behind));
    }

    [Fact]
    public void Of_a_wide_conversation_Alice_keeps_herself_alone()
    {
        Take(Group3() with { Members = [new(_alice, 0, 0, 0, "member")], MemberCount = 10_000 });
        _state.Apply(new MembersUpdate(_group, 3, 10_001, Changed: [new(_carol, 0, 0, 0, "member")]));
        Assert.Equal((1, 10_001, true), (Group.Members.Count, Group.MemberCount, Group.IsWide));
        _state.Apply(new MembersUpdate(_group, 4, 10_001, Changed: [new(_alice, 0, 0, 0, "admin")]));
        Assert.Equal("admin", Group.ToConversation(_alice).Role);
    }

    [Fact]
    public void Activity_shows_that_there_is_more_to_ask_for()
    {
        Take(Group3(), Says(1, "one"));
        Assert.True(_state.Apply(new ActivityUpdate(_group, 9, 7)));
        Assert.False(_state.Apply(new ActivityUpdate(_group, 8, 6)));
        Assert.Equal((7, true), (Group.Unread(_alice), Group.Behind));
    }

    [Fact]
    public void The_newer_preferences_hold()
    {
        Take(Group3());
        _state.Apply(new PreferencesUpdate(_group, new(2, Pinned: true)));
        Assert.False(_state.Apply(new PreferencesUpdate(_group, new(1, Level: "none"))));
        Assert.True(Group.Preferences is { Pinned: true, Level: "all" });
    }

    void Take(params object[] all)
    {
        foreach (var one in all)
        {
            _state.Apply(one is Message message ? new MessageUpdate(message) : new ConversationUpdate((Conversation)one));
        }
    }

    string Text(long seq) => ((TextContent)Group.At(seq)!.Content).Text;

    Conversation Group3(long rev = 0) =>
        new(_group, "group", 1, [new(_alice, 0, 0, 0, "owner"), new(_bob, 0, 0, 0, "member"), new(_carol, 0, 0, 0, "member")], 0, 0, 0, Now,
            Rev: rev, MemberCount: 3, Role: "owner", Info: new());

    Message Says(long seq, string text) => new(Ids.New(), _group, 1, seq, 1, _bob, new TextContent(text), Now);

    Message Answers(long seq, long thread, long n) => Says(seq, "answer") with { Thread = thread, ThreadN = n };

    Message Changes(long seq, Message now) => Says(seq, "") with { Target = now.Seq, Content = new ChangeContent(now) };

    Message Event(long seq) => Says(seq, "") with { Content = new EventContent("joined", [_carol]) };
}
