using System.Text;
using Teahouse.Load.Xmpp;
using Xunit;

namespace Teahouse.Tests.Load;

public sealed class XmppStreamTests
{
    const string Head = "<?xml version='1.0'?><stream:stream id='1' from='localhost' version='1.0' xmlns='jabber:client'>";
    const string Features = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";
    const string Message = "<message to='bob@localhost' type='chat'><body>a &lt;b&gt;</body><message xmlns='another'><body/></message></message>";

    [Fact]
    public void A_stream_is_cut_into_stanzas_however_they_nest() =>
        Assert.Equal([Features, Message, "<r xmlns='urn:xmpp:sm:3'/>", Message], Stanzas($"{Head}{Features}\n {Message}<r xmlns='urn:xmpp:sm:3'/>{Message}").Found);

    [Fact]
    public void A_stream_that_comes_byte_by_byte_is_cut_at_the_same_places()
    {
        var whole = $"{Head}{Features}{Message}";
        for (var length = 0; length <= whole.Length; length++)
        {
            var (found, left) = Stanzas(whole[..length]);
            Assert.Equal(Stanzas(found.Aggregate(Head, (a, b) => a + b)).Found, found);
            Assert.Equal([Features, Message], found.Concat(Stanzas(left + whole[length..]).Found));
        }
    }

    [Theory]
    [InlineData("<iq id='>' type=\"a'>\"><query/></iq>")]
    [InlineData("<presence from='room@rooms.localhost/a/b'/>")]
    [InlineData("<a h='1' ></a >")]
    [InlineData("<a\n xmlns='urn:xmpp:sm:3'\n h='1'\n/>")]
    public void A_stanza_ends_where_its_element_does(string stanza)
    {
        Assert.Equal([stanza, stanza], Stanzas(stanza + stanza).Found);
        Assert.Empty(Stanzas(stanza[..^1]).Found);
    }

    [Fact]
    public void The_end_of_a_stream_is_no_stanza()
    {
        Assert.Equal(XmppPart.End, XmppStream.Next("</stream:stream>"u8, out var length));
        Assert.Equal("</stream:stream>".Length, length);
        Assert.Equal(XmppPart.None, XmppStream.Next("</stream:str"u8, out _));
        Assert.Equal(XmppPart.None, XmppStream.Next([], out _));
    }

    static (List<string> Found, string Left) Stanzas(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        var found = new List<string>();
        while (XmppStream.Next(bytes, out var length) is not XmppPart.None and var part)
        {
            if (part == XmppPart.Stanza)
            {
                found.Add(Encoding.UTF8.GetString(bytes[..length]));
            }

            bytes = bytes[length..];
        }

        return (found, Encoding.UTF8.GetString(bytes));
    }
}
