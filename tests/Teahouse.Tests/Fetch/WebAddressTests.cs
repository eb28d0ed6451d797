using System.Net;
using Teahouse.Platform.Fetch;
using Xunit;

namespace Teahouse.Tests.Fetch;

/// <summary>How addresses of pages are read.</summary>
public sealed class WebAddressTests
{
    [Theory]
    [InlineData("https://tea.example/leaf?a=b#top", "https://tea.example/leaf?a=b")]
    [InlineData("HTTPS://Tea.Example", "https://tea.example/")]
    [InlineData("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4")]
    [InlineData("https://茶.example/", "https://xn--cl1a.example/")]
    [InlineData("http://tea.example:8080/", "http://tea.example:8080/")]
    [InlineData("http://[2606:4700::1111]/", "http://[2606:4700::1111]/")]
    public void An_address_of_the_web_is_read_into_ASCII(string text, string read) => Assert.Equal(read, WebAddress.Read(text)?.AbsoluteUri);

    [Theory]
    [InlineData("ftp://tea.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://tea.example/")]
    [InlineData("dict://127.0.0.1:11211/stats")]
    [InlineData("data:text/html,<title>x</title>")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ws://tea.example/")]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("//tea.example/")]
    [InlineData("/leaf")]
    [InlineData("")]
    [InlineData("http://")]
    [InlineData("http:///leaf")]
    [InlineData("http://:80/")]
    [InlineData("https://alice@tea.example/")]
    [InlineData("https://alice:secret@tea.example/")]
    [InlineData("https://tea.example@127.0.0.1/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fe80::1%eth0]/")]
    [InlineData("http://[::1/")]
    [InlineData("http://tea.example:99999/")]
    [InlineData("http://tea%00.example/")]
    [InlineData("http://tea .example/")]
    [InlineData("http://a..b/")]
    public void What_is_no_address_of_the_web_is_not_read(string text) => Assert.Null(WebAddress.Read(text));

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7F.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0177.0x0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://256.0.0.1/")]
    [InlineData("http://0x100000000/")]
    [InlineData("http://4294967297/")]
    public void A_number_for_a_host_is_what_the_system_makes_of_it_or_nothing(string text)
    {
        var host = WebAddress.Read(text)?.IdnHost;
        Assert.True(host is null || !IPAddress.TryParse(host, out var address) || !PublicAddress.Is(address), host);
    }

    [Theory]
    [InlineData("/leaf", "https://tea.example/leaf")]
    [InlineData("leaf.png", "https://tea.example/a/leaf.png")]
    [InlineData("?x", "https://tea.example/a/b?x")]
    [InlineData("//other.example/x", "https://other.example/x")]
    [InlineData("http://other.example/x", "http://other.example/x")]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("//x@other.example/", null)]
    public void An_address_is_read_from_where_it_was_found(string text, string? read) =>
        Assert.Equal(read, WebAddress.Read(text, new("https://tea.example/a/b"))?.AbsoluteUri);
}
