using Xunit;

namespace Teahouse.Tests.Campaign;

/// <summary>The rules of groups and of changes: a good story passes each, a bad one breaks it.</summary>
public sealed class CheckerGroupTests
{
    static readonly string Alice = Story.AlicePhone;
    static readonly string Laptop = Story.AliceLaptop;
    static readonly string Bob = Story.BobPhone;

    [Fact]
    public void A_group_that_Bob_leaves_and_joins_again_breaks_nothing()
    {
        Clean(Story.Group().RemovesBob().BobLeaves());
        Clean(Back(Story.Group(joined: true)).BobLearns(6).Gets(Bob, "added 6"));
        Clean(Back(Story.Group()).BobLearns(1).Gets(Bob, "created 1").Gets(Bob, "hello").Gets(Bob, "hi").Gets(Bob, "removed 4").Gets(Bob, "between")
            .Gets(Bob, "added 6"));
    }

    [Fact]
    public void Edits_reactions_and_recalls_break_nothing() =>
        Clean(Story.Group().Changes(Alice, "hello", "edit", "hallo").Changes(Bob, "hello", "react", "tea").Changes(Bob, "hello", "unreact", "tea")
            .Changes(Alice, "hello", "recall").Keeps(Bob, "hi"));

    [Fact]
    public void A_change_in_doubt_may_be_made_or_not()
    {
        Clean(Story.Group().Asks(Alice, "hello", "edit", "hallo"));
        Clean(Story.Group().Changes(Alice, "hello", "edit", "hallo").Asks(Alice, "hello", "edit", "hullo").Makes(Alice, "hello", "edit", "hullo").EveryoneGets("edit 5"));
    }

    [Fact]
    public void C3_Bob_misses_an_entry_that_changes_a_message() =>
        Breaks("C3", Story.Group().Asks(Alice, "hello", "edit", "hallo").Makes(Alice, "hello", "edit", "hallo").AliceGets("edit 4")
            .Sends(Alice, "next").Stores("next", Alice).AliceGets("next").Gets(Bob, "next"));

    [Fact]
    public void C3_Bob_is_told_other_members_than_the_lines_say() =>
        Breaks("C3", Story.Group(sees: view => view with { Members = [view.User] }));

    [Fact]
    public void C6_A_change_tells_an_older_form_than_its_own() =>
        Breaks("C6", Story.Group().Asks(Alice, "hello", "edit", "hallo").Makes(Alice, "hello", "edit", "hallo").AliceGets("edit 4").Gets(Bob, "edit 4", rev: 2));

    [Fact]
    public void C6_A_message_has_an_older_rev_in_the_end_than_Bob_was_told() =>
        Breaks("C6", Story.Group().Asks(Alice, "hello", "edit", "hallo").Makes(Alice, "hello", "edit", "hallo").AliceGets("edit 4").Gets(Bob, "edit 4", rev: 9));

    [Fact]
    public void C7_A_change_shows_what_nobody_asked_for() =>
        Breaks("C7", Story.Group().Makes(Alice, "hello", "edit", "forged").EveryoneGets("edit 4"));

    [Fact]
    public void C9_Bob_gets_what_was_written_after_he_was_removed() =>
        Breaks("C9", Story.Group().RemovesBob().BobLeaves().Sends(Alice, "he is gone").Stores("he is gone", Alice).AliceGets("he is gone").Gets(Bob, "he is gone", by: "Push"));

    [Fact]
    public void C9_Bob_is_pushed_what_was_written_while_he_was_away() =>
        Breaks("C9", Back(Story.Group()).Gets(Bob, "between", by: "Push").Gets(Bob, "added 6", by: "Push").BobLearns(1));

    [Fact]
    public void C9_Bob_reads_what_was_before_him_where_newcomers_do_not() =>
        Breaks("C9", Back(Story.Group(joined: true)).BobLearns(5).Gets(Bob, "between").Gets(Bob, "added 6"));

    [Fact]
    public void C9_Bob_is_shown_a_change_of_what_was_before_him_where_newcomers_do_not_see_it() =>
        Breaks("C9", Back(Story.Group(joined: true)).BobLearns(6).Gets(Bob, "added 6").Changes(Alice, "hello", "edit", "hallo"));

    [Fact]
    public void C9_Bobs_phone_still_shows_the_group_that_he_was_removed_from() =>
        Breaks("C9", Story.Group().RemovesBob().BobStillShowsIt());

    [Fact]
    public void C10_Bob_has_lines_of_the_system_and_changes_unread() => Breaks("C10",
        Story.Group(sees: view => view with { Unread = view.Messages.Count }).Changes(Alice, "hello", "edit", "hallo"));

    [Fact]
    public void C13_Bobs_phone_shows_an_older_form_than_a_fresh_one() =>
        Breaks("C13", Story.Group().Changes(Alice, "hello", "edit", "hallo").Changes(Alice, "hello", "edit", "hullo").Shows(Bob, "hello", 4, "hello of rev 4"));

    [Fact]
    public void C13_An_acknowledged_edit_is_not_stored() =>
        Breaks("C13", Story.Group().Asks(Alice, "hello", "edit", "hallo").Hears(Alice, "hello", "edit", "hallo", rev: 4));

    [Fact]
    public void C13_A_later_edit_is_lost_behind_an_earlier_one() =>
        Breaks("C13", Story.Group().Changes(Alice, "hello", "edit", "hallo").Asks(Laptop, "hello", "edit", "hullo").Hears(Laptop, "hello", "edit", "hullo", rev: 4)
            .Changes(Bob, "hello", "react", "tea").Hears(Laptop, "hello", "edit", "hullo"));

    [Fact]
    public void C13_A_recalled_message_is_there_in_the_end() =>
        Breaks("C13", Story.Group().Asks(Alice, "hello", "recall").Changes(Bob, "hello", "react", "tea").Hears(Alice, "hello", "recall"));

    [Fact]
    public void C13_A_reaction_is_lost() =>
        Breaks("C13", Story.Group().Asks(Bob, "hello", "react", "tea").Changes(Alice, "hello", "edit", "hallo").Hears(Bob, "hello", "react", "tea"));

    [Fact]
    public void C14_A_recalled_text_is_still_in_Bobs_store()
    {
        Breaks("C14", Story.Group().Changes(Alice, "hello", "recall").Keeps(Bob, "hello"));
        Breaks("C14", Story.Group().Changes(Alice, "hello", "edit", "hallo").Changes(Alice, "hello", "recall").Keeps(Bob, "hallo"));
    }

    // Alice writes while Bob is away.
    static Story Back(Story story) => story.RemovesBob().BobLeaves().Sends(Alice, "between").Stores("between", Alice).AliceGets("between").AddsBob();

    static void Clean(Story story) => Assert.Empty(story.Judge(bobRead: 3).Violations);

    static void Breaks(string rule, Story story) => Assert.Contains(rule, story.Judge().Rules);
}
