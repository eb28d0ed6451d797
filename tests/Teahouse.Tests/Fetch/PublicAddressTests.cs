using System.Net;
using Teahouse.Platform.Fetch;
using Xunit;

namespace Teahouse.Tests.Fetch;

/// <summary>Which addresses are public: both ends of every special network, and every way to carry one within another.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.255.255.255")]
    [InlineData("10.0.0.0", "10.255.255.255")]
    [InlineData("100.64.0.0", "100.127.255.255")]
    [InlineData("100.100.100.200", "100.100.100.200")]
    [InlineData("127.0.0.0", "127.255.255.255")]
    [InlineData("168.63.129.16", "168.63.129.16")]
    [InlineData("169.254.0.0", "169.254.255.255")]
    [InlineData("169.254.169.254", "169.254.170.2")]
    [InlineData("172.16.0.0", "172.31.255.255")]
    [InlineData("192.0.0.0", "192.0.0.255")]
    [InlineData("192.0.2.0", "192.0.2.255")]
    [InlineData("192.31.196.0", "192.31.196.255")]
    [InlineData("192.52.193.0", "192.52.193.255")]
    [InlineData("192.88.99.0", "192.88.99.255")]
    [InlineData("192.168.0.0", "192.168.255.255")]
    [InlineData("192.175.48.0", "192.175.48.255")]
    [InlineData("198.18.0.0", "198.19.255.255")]
    [InlineData("198.51.100.0", "198.51.100.255")]
    [InlineData("203.0.113.0", "203.0.113.255")]
    [InlineData("224.0.0.0", "239.255.255.255")]
    [InlineData("240.0.0.0", "255.255.255.255")]
    public void A_special_network_of_IPv4_is_not_public_from_its_first_address_to_its_last_however_it_is_written(string first, string last)
    {
        foreach (var address in new[] { first, last })
        {
            Assert.False(PublicAddress.Is(IPAddress.Parse(address)), address);
            Assert.False(PublicAddress.Is(IPAddress.Parse($"::ffff:{address}")), $"mapped {address}");
            Assert.False(PublicAddress.Is(IPAddress.Parse($"::{address}")), $"compatible {address}");
            Assert.False(PublicAddress.Is(IPAddress.Parse($"64:ff9b::{address}")), $"translated {address}");
            Assert.False(PublicAddress.Is(IPAddress.Parse($"64:ff9b:1::{address}")), $"translated here {address}");
            Assert.False(PublicAddress.Is(IPAddress.Parse($"2606:4700::5efe:{address}")), $"ISATAP {address}");
            Assert.False(PublicAddress.Is(IPAddress.Parse($"2606:4700::200:5efe:{address}")), $"ISATAP {address}");
            Assert.False(PublicAddress.Is(SixToFour(address)), $"6to4 {address}");
            Assert.False(PublicAddress.Is(Teredo(address)), $"Teredo {address}");
        }
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    [InlineData("100::")]
    [InlineData("100:0:0:1::1")]
    [InlineData("2001::")]
    [InlineData("2001:1::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2002::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("2620:4f:8000::1")]
    [InlineData("3fff::1")]
    [InlineData("3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::a9fe:a9fe")]
    [InlineData("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_special_address_of_IPv6_is_not_public(string address) => Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void An_address_with_a_zone_is_not_public_whatever_it_is()
    {
        Assert.False(PublicAddress.Is(new(IPAddress.Parse("2606:4700::1111").GetAddressBytes(), 2)));
        Assert.False(PublicAddress.Is(new(IPAddress.Parse("::ffff:8.8.8.8").GetAddressBytes(), 2)));
        Assert.False(PublicAddress.Is(IPAddress.Parse("fe80::1%1")));
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.17")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.3.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("203.0.112.255")]
    [InlineData("203.0.114.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2606:4700::5efe:8.8.8.8")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("3ffe:ffff:ffff::1")]
    public void What_stands_beside_the_special_networks_is_public(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    static IPAddress SixToFour(string address) => new([0x20, 0x02, .. IPAddress.Parse(address).GetAddressBytes(), .. new byte[10]]);

    // The client's address stands at the end, with every bit turned (RFC 4380).
    static IPAddress Teredo(string address) =>
        new([0x20, 0x01, 0, 0, 65, 54, 227, 40, 0, 0, 0, 0, .. IPAddress.Parse(address).GetAddressBytes().Select(b => (byte)~b)]);
}
