using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>
/// Limits guessing by name and by address. A go is taken before the password is looked at and given back when it was right, so that
/// many guesses at once count as many; names are counted whether they exist or not.
/// </summary>
sealed class Attempts(AccountsOptions options, TimeProvider time, ILogger<Attempts> logger)
{
    static readonly TimeSpan _quarter = TimeSpan.FromMinutes(15);

    readonly Limiter _names = new(options.FailuresPerName, _quarter, options.LimitsRemembered, time);
    readonly Limiter _addresses = new(options.FailuresPerAddress, _quarter, options.LimitsRemembered, time);
    readonly Limiter _pairings = new(options.PairingsPerHour, TimeSpan.FromHours(1), options.LimitsRemembered, time);
    readonly Limiter _registrations = new(options.RegistrationsPerHour, TimeSpan.FromHours(1), options.LimitsRemembered, time);

    public Refused? LogIn(string name, string address)
    {
        var wait = _names.Take(NameKey(name));
        if (wait == TimeSpan.Zero)
        {
            wait = _addresses.Take(AddressKey(address));
            if (wait == TimeSpan.Zero)
            {
                return null;
            }

            _names.GiveBack(NameKey(name));
        }

        Log.LogInLimited(logger, address, wait);
        return new(Refusals.LogInLimited, "Too many log-ins have failed for this name or from this address.", WholeSeconds(wait));
    }

    /// <summary>The password was right, or never looked at.</summary>
    public void Forgive(string name, string address)
    {
        _names.GiveBack(NameKey(name));
        _addresses.GiveBack(AddressKey(address));
    }

    public Refused? Register(string address)
    {
        var wait = _registrations.Take(AddressKey(address));
        return wait == TimeSpan.Zero
            ? null
            : new(Refusals.RateLimited, "Too many accounts were opened from this address.", WholeSeconds(wait));
    }

    public Refused? Pair(string address)
    {
        var wait = _pairings.Take(AddressKey(address));
        return wait == TimeSpan.Zero ? null : new(Refusals.RateLimited, "Too many devices at this address have asked.", WholeSeconds(wait));
    }

    /// <summary>Whether two addresses are one household's.</summary>
    public static bool AreOne(string address, string other) => AddressKey(address) is { Length: > 0 } key && key == AddressKey(other);

    // What is no username can still be tried as one; it is cut so that the limits hold only short keys.
    static string NameKey(string name) => (name.Length > Limits.UsernameChars ? name[..Limits.UsernameChars] : name).ToLowerInvariant();

    // One household has a whole /64 of IPv6, and can change its address at will within it.
    static string AddressKey(string address)
    {
        if (!IPAddress.TryParse(address, out var ip))
        {
            return "";
        }

        if (ip.IsIPv4MappedToIPv6)
        {
            ip = ip.MapToIPv4();
        }

        return ip.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, 8)) : ip.ToString();
    }

    static TimeSpan WholeSeconds(TimeSpan wait) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
}
