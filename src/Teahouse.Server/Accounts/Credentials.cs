namespace Teahouse.Server.Accounts;

/// <summary>An account and the hash of its password, which stays in this folder.</summary>
sealed record Credentials(Guid User, string Username, string Hash);
