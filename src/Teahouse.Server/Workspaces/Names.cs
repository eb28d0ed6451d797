using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Workspaces;

/// <summary>Keeps the names by which members are found and sorted like those of their accounts.</summary>
sealed class Names(NpgsqlDataSource database, People people)
{
    public static IReadOnlyList<string> Topics { get; } = [AccountsFacts.UserChanged.Topic, WorkspacesFacts.MemberJoined.Topic];

    /// <summary>What a person is found by.</summary>
    public static string Of(User user) => $"{user.DisplayName} {user.Username}";

    /// <summary>Hears of joining too: the name may have changed while the row was on its way.</summary>
    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var users = facts.Select(f => f.Topic == AccountsFacts.UserChanged.Topic
            ? AccountsFacts.UserChanged.Read(f).UserId
            : WorkspacesFacts.MemberJoined.Read(f).UserId).Distinct().ToArray();
        foreach (var user in await people.SeenByAsync(default, users, cancellationToken))
        {
            await database.Command(WorkspacesSql.Rename, user.Id, Of(user)).RunAsync(cancellationToken);
        }
    }
}
