using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Accounts;

/// <summary>Who may have an account here, and how carefully log-ins are guarded.</summary>
public sealed record AccountsOptions
{
    /// <summary>Whether anybody may open an account.</summary>
    public bool RegistrationOpen { get; init; } = true;

    /// <summary>How many accounts may be opened from one address in an hour; an IPv6 address counts as its /64.</summary>
    [Range(1, 1_000_000)]
    public int RegistrationsPerHour { get; init; } = 60;

    /// <summary>How many log-ins may fail for one username in a quarter of an hour, whether it exists or not.</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerName { get; init; } = 10;

    /// <summary>How many log-ins may fail from one address in a quarter of an hour; an IPv6 address counts as its /64.</summary>
    [Range(1, 1_000_000)]
    public int FailuresPerAddress { get; init; } = 100;

    /// <summary>How many devices at one address may ask in an hour to be let in by another; an IPv6 address counts as its /64.</summary>
    [Range(1, 1_000_000)]
    public int PairingsPerHour { get; init; } = 300;

    /// <summary>Seconds for which a device that asks to be let in waits: its code holds so long.</summary>
    [Range(10, 3600)]
    public int PairingS { get; init; } = 120;

    /// <summary>How many names, and how many addresses, the limits remember; beyond it the quietest are forgotten.</summary>
    [Range(1_000, 10_000_000)]
    public int LimitsRemembered { get; init; } = 100_000;

    /// <summary>How many devices one user can be logged in on; one more ends the session that was unused longest.</summary>
    [Range(1, 1_000)]
    public int SessionsPerUser { get; init; } = 50;

    /// <summary>Days after which a session that nobody used has ended.</summary>
    [Range(1, 3_650)]
    public int SessionIdleDays { get; init; } = 90;

    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 for a password; older passwords are hashed anew at the next log-in.</summary>
    [Range(1_000, 10_000_000)]
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>How many passwords may wait for their turn to be hashed; beyond it log-ins are answered overloaded.</summary>
    [Range(1, 10_000)]
    public int HashesWaiting { get; init; } = 64;
}
