using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>What came of comparing a password: right or not, and whether its hash should be made anew.</summary>
readonly record struct Verdict(bool Right, bool Outdated);

/// <summary>Hashes and compares passwords: a few at a time, because each costs tens of milliseconds of a core.</summary>
sealed class Passwords : IDisposable
{
    static readonly TimeSpan _comeBack = TimeSpan.FromSeconds(2);

    readonly PasswordHasher<Passwords> _hasher;
    readonly SemaphoreSlim _turns;
    readonly int _mayBeInside;
    readonly string _nobody;
    readonly Counter<long> _hashes;
    readonly ILogger _logger;
    int _inside;

    public Passwords(AccountsOptions options, IMeterFactory meters, ILogger<Passwords> logger)
    {
        var hashing = new PasswordHasherOptions { IterationCount = options.PasswordIterations };
        _hasher = new(Options.Create(hashing));
        var atOnce = Math.Max(1, Environment.ProcessorCount);
        _turns = new(atOnce);
        _mayBeInside = atOnce + options.HashesWaiting;
        _nobody = _hasher.HashPassword(this, Tokens.New().Text);
        _hashes = meters.Create("Teahouse.Accounts").CreateCounter<long>(
            "teahouse.accounts.password_hashes", "{hash}", "Passwords hashed or compared.");
        _logger = logger;
    }

    /// <summary>Null when the password can be one.</summary>
    public static Refused? Weakness(string password) =>
        password.Length >= Limits.PasswordMinChars && password.Length <= Limits.PasswordChars
            ? null
            : new(Refusals.WeakPassword, $"A password has {Limits.PasswordMinChars} to {Limits.PasswordChars} characters.");

    /// <summary>Makes the hash of a password; overloaded when too many wait.</summary>
    public ValueTask<Answer<string>> HashAsync(string password, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => _hasher.HashPassword(this, password), cancellationToken);

    /// <summary>Compares a password with a hash; without a hash it does the same work and answers that it was wrong.</summary>
    public ValueTask<Answer<Verdict>> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        TakeTurnAsync(
            () =>
            {
                var result = _hasher.VerifyHashedPassword(this, hash ?? _nobody, password);
                return new Verdict(
                    hash is not null && result != PasswordVerificationResult.Failed,
                    result == PasswordVerificationResult.SuccessRehashNeeded);
            },
            cancellationToken);

    public void Dispose() => _turns.Dispose();

    async ValueTask<Answer<T>> TakeTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > _mayBeInside)
            {
                Log.HashesOverloaded(_logger);
                return new Refused(Refusals.Overloaded, "Too many people are logging in at once.", _comeBack);
            }

            await _turns.WaitAsync(cancellationToken);
            try
            {
                _hashes.Add(1);
                return Answer.Of(await Task.Run(work, cancellationToken));
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }
}
