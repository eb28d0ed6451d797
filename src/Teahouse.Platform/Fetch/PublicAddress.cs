using System.Net;
using System.Net.Sockets;

namespace Teahouse.Platform.Fetch;

/// <summary>
/// Which addresses belong to the public Internet: none of the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190),
/// no multicast, nothing reserved, and none that carries one of these within it.
/// </summary>
public static class PublicAddress
{
    // Anycast addresses that the registries call reachable are no hosts of pages either.
    static readonly IPNetwork[] Special =
    [
        Net("0.0.0.0/8"),         // this network, RFC 791
        Net("10.0.0.0/8"),        // private, RFC 1918
        Net("100.64.0.0/10"),     // shared by carriers, RFC 6598
        Net("127.0.0.0/8"),       // loopback, RFC 1122
        Net("168.63.129.16/32"),  // Azure's own service to its machines; a public number that leads nowhere else
        Net("169.254.0.0/16"),    // link-local, RFC 3927; the metadata of clouds
        Net("172.16.0.0/12"),     // private, RFC 1918
        Net("192.0.0.0/24"),      // protocol assignments, RFC 6890
        Net("192.0.2.0/24"),      // documentation, RFC 5737
        Net("192.31.196.0/24"),   // AS112, RFC 7535
        Net("192.52.193.0/24"),   // AMT, RFC 7450
        Net("192.88.99.0/24"),    // 6to4 relays, RFC 7526
        Net("192.168.0.0/16"),    // private, RFC 1918
        Net("192.175.48.0/24"),   // AS112, RFC 7534
        Net("198.18.0.0/15"),     // benchmarks, RFC 2544
        Net("198.51.100.0/24"),   // documentation, RFC 5737
        Net("203.0.113.0/24"),    // documentation, RFC 5737
        Net("224.0.0.0/4"),       // multicast, RFC 5771
        Net("240.0.0.0/4"),       // reserved, RFC 1112; broadcast, RFC 919
        Net("2001::/23"),         // protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID, DRIP
        Net("2001:db8::/32"),     // documentation, RFC 3849
        Net("2002::/16"),         // 6to4, RFC 3056
        Net("2620:4f:8000::/48"), // AS112, RFC 7534
        Net("3fff::/20"),         // documentation, RFC 9637
    ];

    // All that IANA has given out as global unicast: loopback, unspecified, mapped, compatible, discard-only (100::/64), local-use NAT64
    // (64:ff9b:1::/48, RFC 8215), segment routing (5f00::/16), unique local, link-local, site-local and multicast lie outside.
    static readonly IPNetwork GlobalUnicast = Net("2000::/3");

    static readonly IPNetwork Nat64 = Net("64:ff9b::/96");

    /// <summary>Whether anybody on the Internet may mean this host by this address.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !IsSpecial(address);
        }

        // A zone belongs to what is only known on this machine.
        if (address.ScopeId != 0)
        {
            return false;
        }

        // What is mapped, or what a translator makes of an IPv4 address (RFC 6052), leads where that leads.
        return address.IsIPv4MappedToIPv6 || Nat64.Contains(address) ? Is(Embedded(address))
            : GlobalUnicast.Contains(address) && !IsSpecial(address) && (!IsIsatap(address) || Is(Embedded(address)));
    }

    static bool IsSpecial(IPAddress address) => Array.Exists(Special, network => network.Contains(address));

    // The interface part is ::0:5efe:a.b.c.d or ::200:5efe:a.b.c.d (RFC 5214).
    static bool IsIsatap(IPAddress address) => address.GetAddressBytes() is [.., 0 or 2, 0, 0x5e, 0xfe, _, _, _, _];

    static IPAddress Embedded(IPAddress address) => new(address.GetAddressBytes().AsSpan(12));

    static IPNetwork Net(string cidr) => IPNetwork.Parse(cidr);
}
