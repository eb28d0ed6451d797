using System.Diagnostics;
using System.Text;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What is read out of the heads of pages, well-meant and not.</summary>
public sealed class PageCardTests
{
    static readonly Uri Tea = new("https://tea.example/a/leaf");

    [Fact]
    public void A_page_is_known_by_Open_Graph_before_Twitter_before_its_title()
    {
        const string All = """
            <!DOCTYPE html><html><head><meta charset=utf-8><title>Plain &amp; simple</title>
            <META NAME="description" CONTENT="plain words">
            <meta name="twitter:title" content='Twitter&#39;s'><meta content="Twitter words" name="twitter:description">
            <meta property="og:title" content="Graph &lt;b&gt;"/><meta property=og:description content=words>
            <meta property="og:site_name" content="The Tea House"><meta property="og:image" content="../cup.png?a=1&amp;b=2">
            <meta property="og:title" content="a later one"><meta property="og:url" content="https://bank.example/">
            <link rel="canonical" href="https://bank.example/"></head><body>
            """;
        Assert.Equal(new("Graph <b>", "words", "The Tea House", new("https://tea.example/cup.png?a=1&b=2")), Read(All));
        Assert.Equal(new("Twitter's", "Twitter words", null, null), Read(All.Replace("og:", "no:")));
        Assert.Equal(new("Plain & simple", "plain words", null, null), Read(All.Replace("og:", "no:").Replace("twitter:", "no:")));
    }

    [Theory]
    [InlineData("<title>Tea", "Tea")]
    [InlineData("<title>\n  Green \t tea\r\n</title >", "Green tea")]
    [InlineData("<title lang=en>Tea</TITLE>", "Tea")]
    [InlineData("<title>a &lt; b &eacute; &#x1F375; &#0;&bogus;</title>", "a < b é 🍵 &bogus;")]
    [InlineData("<!-- <title>no</title> --><title>Tea</title>", "Tea")]
    [InlineData("<!--><title>Tea</title>-->", "Tea")]
    [InlineData("<!---><title>Tea</title>-->", "Tea")]
    [InlineData("<script>'<title>no</title>'</script><title>Tea</title>", "Tea")]
    [InlineData("<SCRIPT>'</scrip>'<body><title>no</title></script\n><title>Tea</title>", "Tea")]
    [InlineData("<style></styl><title>no</title></style><title>Tea</title>", "Tea")]
    [InlineData("<template><title>no</title></template><title>Tea</title>", "Tea")]
    [InlineData("<svg><title>no</title></svg><title>Tea</title>", "Tea")]
    [InlineData("<noscript><meta property=og:title content=Tea></noscript><title>no</title>", "Tea")]
    [InlineData("<html data-x='><title>no</title>'><title>Tea</title>", "Tea")]
    [InlineData("<html data-x=\"'>\" a><title>Tea</title>", "Tea")]
    [InlineData("<meta property = 'og:title'content = \"Tea\" / ><title>no</title>", "Tea")]
    [InlineData("<meta property=og:title content=Tea/><title>no</title>", "Tea/")]
    [InlineData("<meta content=Tea property=og:title property=no><title>no</title>", "Tea")]
    [InlineData("<meta property='og:title' content='  '><title>Tea</title>", "Tea")]
    [InlineData("<meta property='og:title' content='&#x202E;&#x200B;'><title>Tea</title>", "Tea")]
    [InlineData("< title>no</title><title>Tea</title>", "Tea")]
    [InlineData("a<b<title>Tea</title>", null)]
    [InlineData("<body><title>no</title>", null)]
    [InlineData("<BODY class=x><meta property=og:title content=no>", null)]
    [InlineData("<title></title><meta name=description content=words>", null)]
    [InlineData("<meta property=og:title content='no", "no")]
    [InlineData("<meta property=og:title content", null)]
    [InlineData("<meta property=og:title content=", null)]
    [InlineData("<script><title>no</title>", null)]
    [InlineData("<!-- <title>no</title>", null)]
    [InlineData("<title", null)]
    [InlineData("<", null)]
    [InlineData("<!--", null)]
    [InlineData("</", null)]
    [InlineData("", null)]
    public void The_title_is_what_a_browser_would_show(string html, string? title) => Assert.Equal(title, Read(html)?.Title);

    [Theory]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:image/png;base64,AAAA", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("//cdn.example/x.png", "https://cdn.example/x.png")]
    [InlineData(" /x.png ", "https://tea.example/x.png")]
    [InlineData("https://alice:secret@tea.example/x.png", null)]
    [InlineData("http://cdn.example/x.png", "https://cdn.example/x.png")]
    public void A_picture_is_of_the_web_or_there_is_none(string image, string? address) =>
        Assert.Equal(address, Read($"<title>Tea</title><meta property='og:image' content='{image}'>")?.Picture?.AbsoluteUri);

    [Fact]
    public void A_picture_that_is_none_gives_way_to_the_next() => Assert.Equal("https://tea.example/y.png",
        Read("<title>Tea</title><meta property='og:image' content='data:,'><meta name='twitter:image' content='/y.png'>")?.Picture?.AbsoluteUri);

    [Theory]
    [InlineData("\u202Eexe.cod\u2066\u200F\uFEFF", "exe.cod")]
    [InlineData("\u001B[31mred\u001B[0m\u0007\u0000", "[31mred [0m")]
    [InlineData("a\r\nHost: b\u2028c\u0085d", "a Host: b c d")]
    [InlineData("</script><script>alert(1)</script>", "</script><script>alert(1)</script>")]
    [InlineData("👩‍🚀 نامه‌ای", "👩‍🚀 نامه‌ای")]
    [InlineData("\u200B\u200E\u2060", null)]
    [InlineData("  \t ", null)]
    public void What_could_fool_a_reader_or_a_terminal_is_left_out(string said, string? shown) => Assert.Equal(shown, PlainText.Tame(said, 200));

    [Fact]
    public void What_is_too_long_is_cut_and_what_just_fits_is_not()
    {
        Assert.Equal("\uFFFDx\uFFFD", PlainText.Tame("\uD800x\uDFFF", 5));
        Assert.Equal("abcde", PlainText.Tame("abcde", 5));
        Assert.Equal("abcd…", PlainText.Tame("abcdef", 5));
        Assert.Equal("abc…", PlainText.Tame("abc  def", 5));
        Assert.Equal("🍵🍵…", PlainText.Tame("🍵🍵🍵🍵", 3));
        var card = Read($"<title>{new string('t', 500_000)}</title><meta name=description content='{string.Join(' ', Enumerable.Repeat("word", 1000))}'>")!;
        Assert.Equal((Limits.PreviewTitleChars, Limits.PreviewDescriptionChars), (card.Title.Length, card.Description!.Length));
    }

    [Theory]
    [InlineData("utf-8", "utf-8", null)]
    [InlineData("gb18030", "GB2312", null)]
    [InlineData("gb18030", null, "gbk")]
    [InlineData("big5", null, "Big5")]
    [InlineData("shift_jis", "\"Shift_JIS\"", "utf-8")]
    [InlineData("euc-kr", null, "euc-kr")]
    [InlineData("utf-8", "utf-7", null)]
    [InlineData("utf-8", null, "utf-7")]
    [InlineData("utf-8", "IBM037", null)]
    [InlineData("utf-8", "hz-gb-2312", "iso-2022-kr")]
    [InlineData("utf-8", "none of these", "x-user-defined")]
    [InlineData("utf-8", null, "utf-16")]
    [InlineData("utf-8", null, null)]
    [InlineData("windows-1252", null, null)]
    [InlineData("windows-1252", "iso-8859-1", null)]
    [InlineData("utf-16", null, null)]
    [InlineData("utf-16BE", "utf-8", "gbk")]
    public void A_page_is_read_in_what_it_is_written_in_and_in_nothing_that_hides_letters(string written, string? told, string? own)
    {
        var title = written switch { "big5" or "gb18030" => "茶馆茶館"[(written == "big5" ? 2..4 : 0..4)], "shift_jis" => "お茶", "euc-kr" => "차", _ => "thé" };
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        var html = (own is null ? "" : $"<meta charset={own}>") + $"<title>{title}</title>";
        byte[] mark = written.StartsWith("utf-16", StringComparison.Ordinal) ? encoding.GetPreamble() : [];
        Assert.Equal(title, PageCard.Read(new(Tea, [.. mark, .. encoding.GetBytes(html)], told))?.Title);
    }

    [Fact]
    public void A_letter_that_the_end_of_what_was_fetched_goes_through_does_not_change_how_it_is_read()
    {
        var bytes = Encoding.UTF8.GetBytes("<title>thé</title><p>é");
        Assert.Equal("thé", PageCard.Read(new(Tea, bytes[..^1], null))?.Title);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b><i>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<svg><g>")]
    [InlineData("<a href=x ")]
    [InlineData("<")]
    [InlineData("<!-")]
    [InlineData("</")]
    [InlineData("<meta ")]
    [InlineData("<meta a>")]
    [InlineData("<meta a=\"")]
    [InlineData("<meta a='b' c=d ")]
    [InlineData("<title>")]
    [InlineData("<script>")]
    [InlineData("<script></scrip")]
    [InlineData("&lt;")]
    [InlineData("<!-- --")]
    [InlineData("<meta charset")]
    [InlineData("<noscript>")]
    public void The_time_for_a_megabyte_of_anything_grows_with_its_length_and_not_with_its_square(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length)) + "<title>Tea</title>";
        var start = Stopwatch.GetTimestamp();
        Read(html);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    [Fact]
    public void A_title_below_a_hundred_thousand_open_tags_is_found() =>
        Assert.Equal("Tea", Read(string.Concat(Enumerable.Repeat("<div>", 100_000)) + "<title>Tea</title>")?.Title);

    static PageCard? Read(string html) => PageCard.Read(new(Tea, Encoding.UTF8.GetBytes(html), "utf-8"));
}
