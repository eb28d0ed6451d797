using System.Text;
using Teahouse.Load;
using Teahouse.Load.Peers;
using Teahouse.Load.Xmpp;
using Xunit;

namespace Teahouse.Tests.Load;

public sealed class StampTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_that_was_filled_in_again_and_again_says_when_it_was_due_and_who_sent_it(bool many)
    {
        var ids = new HashSet<string>();
        var template = new XmppTemplate(new("bob@localhost", many), 100, 1234567, managed: false);
        foreach (var due in new[] { 1L, long.MaxValue, 255 })
        {
            var stanza = Encoding.UTF8.GetString(template.Next(due));
            var text = stanza[(stanza.IndexOf("<body>", StringComparison.Ordinal) + 6)..stanza.IndexOf("</body>", StringComparison.Ordinal)];
            Assert.Equal(100, text.Length);
            Assert.Equal(new Stamp(due, 1234567), Stamp.Read(Encoding.UTF8.GetBytes(text)));
            Assert.True(ids.Add(stanza[stanza.IndexOf("id='", StringComparison.Ordinal)..stanza.IndexOf("><", StringComparison.Ordinal)]));
        }
    }

    [Fact]
    public void A_text_without_a_stamp_is_nobodys() => Assert.Throws<InvalidDataException>(() => Stamp.Read("hello"u8));

    [Fact]
    public void A_line_of_a_configuration_whose_word_has_no_value_is_left_out() => Assert.Equal("port 1\nboth 1 1\nend",
        PeerConfig.Fill("port @port@\narchive @archive@\nboth @port@ @port@\nend", new Dictionary<string, string?> { ["port"] = "1", ["archive"] = null }));
}
