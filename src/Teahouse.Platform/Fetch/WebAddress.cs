namespace Teahouse.Platform.Fetch;

/// <summary>Addresses of pages as they are fetched and shown: in ASCII, without the part that stays with the reader.</summary>
public static class WebAddress
{
    /// <summary>
    /// Reads an address, perhaps seen from another one; null when it is none of the web or names a user, a zone or no host. A host that is
    /// spelled as a number in any way (0x7f000001, 0177.1) is what the system would make of it.
    /// </summary>
    public static Uri? Read(string text, Uri? from = null)
    {
        try
        {
            if (!(from is null ? Uri.TryCreate(text, UriKind.Absolute, out var found) : Uri.TryCreate(from, text, out found))
                || (found.Scheme != Uri.UriSchemeHttp && found.Scheme != Uri.UriSchemeHttps)
                || found.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
                || found.UserInfo.Length > 0 || found.DnsSafeHost.Contains('%'))
            {
                return null;
            }

            var ascii = new UriBuilder(found) { Host = found.IdnHost, Fragment = "" }.Uri;
            return Uri.CheckHostName(ascii.IdnHost) == UriHostNameType.Unknown ? null : ascii;
        }
        catch (UriFormatException)
        {
            // Letters that no name of a host has are only found out on the way to ASCII.
            return null;
        }
    }
}
