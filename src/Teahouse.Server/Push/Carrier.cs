using Microsoft.Extensions.Logging;
using Teahouse.Platform.Fetch;

namespace Teahouse.Server.Push;

/// <summary>What became of a push.</summary>
enum Outcome
{
    Sent,

    /// <summary>The push service does not know the device any more, or it is no push service that may be reached.</summary>
    Gone,

    /// <summary>The push service does not take this push, and would not the next time.</summary>
    Refused,

    /// <summary>The push service is away or wants less.</summary>
    Later,
}

/// <summary>Brings a letter to the push service of a device (RFC 8030).</summary>
sealed class Carrier(SafeFetcher fetcher, Vapid vapid, PushOptions options, ILogger<Carrier> logger)
{
    /// <param name="due">For which device.</param>
    /// <param name="letter">What it is told.</param>
    /// <param name="topic">A later push of the same topic takes the place of one that the push service still holds.</param>
    /// <param name="urgent">Worth waking a device that saves its battery.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(Outcome Outcome, TimeSpan? RetryAfter)> BringAsync(
        Due due, Letter letter, string topic, bool urgent, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(due.Endpoint);
        try
        {
            var posted = await fetcher.PostAsync(endpoint, Sealing.Seal(letter.Write(), due.P256dh, due.Auth),
            [
                ("Authorization", await vapid.AuthorisationAsync(endpoint, cancellationToken)),
                ("Content-Type", "application/octet-stream"),
                ("Content-Encoding", "aes128gcm"),
                ("TTL", options.TtlS.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("Urgency", urgent ? "high" : "normal"),
                ("Topic", topic),
            ], cancellationToken);
            var outcome = OutcomeOf(posted.Status);
            if (outcome is Outcome.Refused)
            {
                Log.PushRefused(logger, endpoint.Host, posted.Status);
            }

            return (outcome, posted.RetryAfter);
        }
        catch (FetchException e)
        {
            Log.PushFailed(logger, endpoint.Host, e.Failure, e.Message);
            return (e.Failure == FetchFailure.Refused ? Outcome.Gone : Outcome.Later, null);
        }
    }

    static Outcome OutcomeOf(int status) => status switch
    {
        >= 200 and < 300 => Outcome.Sent,
        404 or 410 => Outcome.Gone,
        429 or >= 500 => Outcome.Later,
        _ => Outcome.Refused,
    };
}
