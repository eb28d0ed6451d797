using Xunit;

namespace Teahouse.Tests.Campaign;

public sealed class CheckerTests
{
    static readonly string Alice = Story.AlicePhone;
    static readonly string Laptop = Story.AliceLaptop;
    static readonly string Bob = Story.BobPhone;

    [Fact]
    public void A_good_story_breaks_nothing()
    {
        var verdict = Story.Good().Judge();
        Assert.Empty(verdict.Violations);
        Assert.Equal((3, 3, 9, 0), (verdict.Sent, verdict.Acked, verdict.Received, verdict.InDoubt));
    }

    [Fact]
    public void A_message_in_doubt_may_be_stored() =>
        Clean(Story.Good().Sends(Alice, "are you there").Stores("are you there", Alice).EveryoneGets("are you there"));

    [Fact]
    public void A_message_in_doubt_may_be_lost() => Clean(Story.Good().Sends(Alice, "are you there"));

    [Fact]
    public void A_rejected_message_may_be_missing() => Clean(Story.Good().Sends(Alice, "no").Rejects(Alice, "no"));

    [Fact]
    public void A_message_acknowledged_again_with_the_same_seq_is_no_harm() => Clean(Story.Good().Acks(Alice, "hello"));

    [Fact]
    public void A_probe_that_finds_and_a_restart_that_remembers_are_no_harm() =>
        Clean(Story.Good().Probes(Laptop, "hello", found: true).Reads(Bob, 1).Reads(Bob, 2).Restarts(Bob, 3));

    [Fact]
    public void C1_An_acknowledged_message_that_is_not_stored() =>
        Breaks("C1", Story.Good().Sends(Alice, "lost").Acks(Alice, "lost"));

    [Fact]
    public void C1_A_stored_message_that_never_came_to_Bob() =>
        Breaks("C1", Story.Good().Sends(Alice, "tail").Stores("tail", Alice).Acks(Alice, "tail").Gets(Alice, "tail").Gets(Laptop, "tail"));

    [Fact]
    public void C2_A_message_that_is_stored_twice() =>
        Breaks("C2", Story.Good().Stores("hello", Alice));

    [Fact]
    public void C2_A_message_that_is_acknowledged_at_two_places() => Breaks("C2", Story.Good().Acks(Alice, "hello", seq: 2));

    [Fact]
    public void C2_A_message_whose_stored_body_is_another() =>
        Breaks("C2", Story.Good().Sends(Alice, "ten").Stores("ten", Alice, body: "one hundred").EveryoneGets("ten"));

    [Fact]
    public void C2_A_message_whose_body_changed_on_its_way_to_Bob() =>
        Breaks("C2", Story.Good().Sends(Alice, "ten").Stores("ten", Alice).Gets(Alice, "ten").Gets(Laptop, "ten").Gets(Bob, "ten", body: "one"));

    [Fact]
    public void C3_Bob_sees_another_order() => Breaks("C3", new Story
    {
        BobSees = view => view with { Messages = [view.Messages[1] with { Seq = 1 }, view.Messages[0] with { Seq = 2 }] },
    }.Says(Alice, "one").Says(Bob, "two"));

    [Fact]
    public void C3_Bob_was_shown_a_message_at_a_place_that_another_has_in_the_end() =>
        Breaks("C3", Story.Good().Sends(Alice, "a").Sends(Bob, "b").Stores("a", Alice).Stores("b", Bob)
            .Gets(Alice, "a").Gets(Alice, "b").Gets(Laptop, "a").Gets(Laptop, "b").Gets(Bob, "b", seq: 4).Gets(Bob, "a", seq: 5));

    [Fact]
    public void C3_A_place_is_missing() => Breaks("C3", new Story
    {
        BobSees = view => view with { Messages = [view.Messages[0], view.Messages[1] with { Seq = 3 }], LastSeq = 3 },
    }.Says(Alice, "one").Says(Bob, "two"));

    [Fact]
    public void C4_The_second_of_two_messages_stands_first() =>
        Breaks("C4", new Story().Sends(Alice, "one").Sends(Alice, "two").Stores("two", Alice).Stores("one", Alice)
            .EveryoneGets("two").EveryoneGets("one"));

    [Fact]
    public void C5_Alices_laptop_cannot_read_what_her_phone_was_told_is_stored() =>
        Breaks("C5", Story.Good().Probes(Laptop, "hello", found: false));

    [Fact]
    public void C5_Alices_message_never_came_to_her_laptop() =>
        Breaks("C5", Story.Good().Sends(Alice, "note").Stores("note", Alice).Acks(Alice, "note").Gets(Alice, "note").Gets(Bob, "note"));

    [Fact]
    public void C6_Bobs_phone_goes_back() => Breaks("C6", Story.Good().Gets(Bob, "hello"));

    [Fact]
    public void C6_Bobs_phone_forgets_in_a_restart() => Breaks("C6", Story.Good().Restarts(Bob, 1));

    [Fact]
    public void C6_Bobs_read_pointer_goes_back() => Breaks("C6", Story.Good().Reads(Bob, 3).Reads(Bob, 2), bobRead: 3);

    [Fact]
    public void C6_The_server_forgets_what_Bob_has_read() => Breaks("C6", Story.Good().Reads(Bob, 3), bobRead: 2);

    [Fact]
    public void C7_A_message_that_nobody_sent() => Breaks("C7", Story.Good().Stores("ghost", Bob).EveryoneGets("ghost"));

    [Fact]
    public void C7_A_message_that_is_stored_under_another_name() =>
        Breaks("C7", Story.Good().Sends(Alice, "forged").Stores("forged", Bob).EveryoneGets("forged"));

    [Fact]
    public void C8_A_message_in_doubt_that_is_stored_twice() =>
        Breaks("C8", Story.Good().Sends(Alice, "echo").Stores("echo", Alice).Stores("echo", Alice));

    [Fact]
    public void C8_A_rejected_message_that_is_stored() =>
        Breaks("C8", Story.Good().Sends(Alice, "no").Rejects(Alice, "no").Stores("no", Alice).EveryoneGets("no"));

    [Fact]
    public void C10_Bob_is_told_of_more_unread_than_there_are() => Breaks("C10", new Story
    {
        BobSees = view => view with { Unread = view.Unread + 1 },
    }.Says(Alice, "one"));

    [Fact]
    public void C10_Bobs_phone_shows_another_number_than_a_fresh_one()
    {
        var verdict = Story.Good().Judge(bobShows: 7);
        Assert.Contains("C10", verdict.Rules);
    }

    [Fact]
    public void C12_A_server_writes_on_after_another_took_over() =>
        Breaks("C12", new Story().SaysAt("one", Alice, "a").SaysAt("two", Bob, "b").SaysAt("one", Alice, "c"));

    [Fact]
    public void What_was_written_before_another_server_took_over_may_be_answered_late() =>
        Clean(new Story().SaysAt("one", Alice, "a").Sends(Alice, "b").Stores("b", Alice).EveryoneGets("b")
            .SaysAt("two", Bob, "c").Acks(Alice, "b", node: "one"));

    static void Clean(Story story) => Assert.Empty(story.Judge(bobRead: 3).Violations);

    static void Breaks(string rule, Story story, long bobRead = 0) => Assert.Contains(rule, story.Judge(bobRead).Rules);
}
