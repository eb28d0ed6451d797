using System.Diagnostics;
using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Which page a message links to.</summary>
public sealed class FirstLinkTests
{
    [Theory]
    [InlineData("https://tea.example", "https://tea.example")]
    [InlineData("see http://tea.example/leaf?a=b#c, and https://cake.example", "http://tea.example/leaf?a=b#c")]
    [InlineData("HTTPS://Tea.Example/", "HTTPS://Tea.Example/")]
    [InlineData("(https://tea.example/leaf)", "https://tea.example/leaf")]
    [InlineData("https://tea.example/Leaf_(green)", "https://tea.example/Leaf_(green)")]
    [InlineData("**https://tea.example/leaf**!", "https://tea.example/leaf")]
    [InlineData("[tea](https://tea.example/leaf)s", "https://tea.example/leaf")]
    [InlineData("看https://tea.example/叶，好", "https://tea.example/叶")]
    [InlineData("> quoted https://tea.example", "https://tea.example")]
    [InlineData("ftp://tea.example https://cake.example", "https://cake.example")]
    [InlineData("https://alice:secret@tea.example https://cake.example", "https://cake.example")]
    [InlineData("https:// http://. https://cake.example", "https://cake.example")]
    [InlineData("`https://tea.example` https://cake.example", "https://cake.example")]
    [InlineData("``https://tea.example ` x`` https://cake.example", "https://cake.example")]
    [InlineData("```\nhttps://tea.example\n```\nhttps://cake.example", "https://cake.example")]
    [InlineData("> ```sh\n> curl https://tea.example\n> ```\nhttps://cake.example", "https://cake.example")]
    [InlineData("```\nhttps://tea.example", "https://tea.example")]
    [InlineData("`https://tea.example", "https://tea.example")]
    [InlineData("a `b\nhttps://tea.example` c", "https://tea.example")]
    [InlineData("<https://tea.example> https://cake.example", "https://cake.example")]
    [InlineData("<https://tea.example/leaf>", null)]
    [InlineData("`https://tea.example`", null)]
    [InlineData("`` https://tea.example ``", null)]
    [InlineData("```\nhttps://tea.example\n```", null)]
    [InlineData("tea.example", null)]
    [InlineData("://", null)]
    [InlineData("https://", null)]
    [InlineData("", null)]
    public void It_is_the_first_address_that_is_shown_as_one(string text, string? link) => Assert.Equal(link, FirstLink.In(text));

    [Fact]
    public void An_address_that_is_too_long_is_passed_over() =>
        Assert.Equal("https://cake.example", FirstLink.In($"https://tea.example/{new string('x', Limits.UrlChars)} https://cake.example"));

    [Fact]
    public void The_words_to_files_count_and_what_is_forwarded_or_asked_does_not()
    {
        const string Link = "https://tea.example";
        Assert.Equal(Link, FirstLink.In(new MediaContent([], Link)));
        Assert.Null(FirstLink.In(new MediaContent([])));
        Assert.Null(FirstLink.In(new PollContent(Link, [Link, "no"])));
        Assert.Null(FirstLink.In(new ForwardContent([new("Ann", new TextContent(Link), default)])));
    }

    [Theory]
    [InlineData("h")]
    [InlineData("`")]
    [InlineData("` `` ")]
    [InlineData("```a\n")]
    [InlineData("```\n")]
    [InlineData("`\n")]
    [InlineData("http://")]
    [InlineData("<http://a.b>")]
    [InlineData("http://a@b ")]
    [InlineData("](http://")]
    [InlineData("http://)))")]
    [InlineData("> ")]
    public void The_time_for_a_text_of_anything_grows_with_its_length_and_not_with_its_square(string piece)
    {
        var text = "<https://a.example>" + string.Concat(Enumerable.Repeat(piece, 32 * Limits.TextBytes / piece.Length));
        var start = Stopwatch.GetTimestamp();
        FirstLink.In(text);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }
}
