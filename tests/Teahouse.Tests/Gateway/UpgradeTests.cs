using System.Text;
using Teahouse.Server.Gateway;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class UpgradeTests
{
    const string Good =
        "GET /api/v1/socket HTTP/1.1\r\nHost: tea.example\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: other, teahouse.v1\r\n" +
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nOrigin: http://tea.example";

    [Fact]
    public void A_plain_upgrade_is_taken_with_the_answer_that_RFC_6455_gives_as_its_example()
    {
        var upgrade = Read(Good)!;
        Assert.Equal(("tea.example", "http://tea.example", "0af7651916cd43dd8448eb211c80319c"), (upgrade.Host, upgrade.Origin, upgrade.RequestId));
        var answer = Encoding.ASCII.GetString(upgrade.Accepted());
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer);
        Assert.EndsWith("X-Request-Id: 0af7651916cd43dd8448eb211c80319c\r\n\r\n", answer);
    }

    [Theory]
    [InlineData("GET ", "POST ")]
    [InlineData("/socket ", "/socket?x ")]
    [InlineData("/socket ", "/me ")]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("Host: tea.example\r\n", "")]
    [InlineData("Host: tea.example", "Host: tea.example\r\nhost: other.example")]
    [InlineData("Host: tea.example", "Host: tea.example\r\n folded")]
    [InlineData("Host: tea.example", "Host : tea.example")]
    [InlineData("Host: tea.example", "Host: tea\nX: y")]
    [InlineData("Host: tea.example", "Host: t\u00e9a.example")]
    [InlineData("Host: tea.example", "Host: tea.example\r\nContent-Length: 5")]
    [InlineData("Host: tea.example", "Host: tea.example\r\nTransfer-Encoding: chunked")]
    [InlineData("WebSocket\r\n", "h2c\r\n")]
    [InlineData("keep-alive, Upgrade", "keep-alive")]
    [InlineData("Version: 13", "Version: 8")]
    [InlineData("teahouse.v1", "teahouse.v2")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhl")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "no base64 at all!")]
    public void Whatever_is_anything_else_is_left_to_HTTP(string part, string other)
    {
        Assert.Contains(part, Good);
        Assert.Null(Read(Good.Replace(part, other)));
    }

    static Upgrade? Read(string head) => Upgrade.Read(Encoding.UTF8.GetBytes(head));
}
