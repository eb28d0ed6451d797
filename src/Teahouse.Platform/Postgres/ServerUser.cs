namespace Teahouse.Platform.Postgres;

/// <summary>The ordinary user that PostgreSQL runs as when Teahouse itself runs as root, which PostgreSQL refuses to.</summary>
sealed record ServerUser(string Name, string Uid, string Gid)
{
    /// <summary>The user to drop to; null when this process is an ordinary user already.</summary>
    /// <exception cref="DatabaseException">This is root, and there is no user to drop to.</exception>
    public static ServerUser? Find()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var users = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 3).ToDictionary(f => f[0]);
        return users.GetValueOrDefault("postgres") is { } postgres ? Of(postgres)
            : users.GetValueOrDefault("nobody") is { } nobody ? Of(nobody)
            : throw new DatabaseException("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as.");
    }

    static ServerUser Of(string[] fields) => new(fields[0], fields[2], fields[3]);
}

static class ServerUserCommands
{
    /// <summary>The command as the server's user runs it.</summary>
    public static string[] Command(this ServerUser? user, params string[] command) =>
        user is null
            ? command
            : ["setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "--no-new-privs", "--", .. command];

    /// <summary>Gives files to the server's user, unless they are his.</summary>
    public static async Task OwnAsync(this ServerUser? user, string path, CancellationToken cancellationToken)
    {
        if (user is not null && await Tool.RunAsync(["stat", "-c", "%u", path], "", cancellationToken) != user.Uid)
        {
            await Tool.RunAsync(["chown", "-R", "-h", $"{user.Uid}:{user.Gid}", path], "", cancellationToken);
        }
    }

    /// <summary>Whether the server's user may enter the folder, or run the program, at this path.</summary>
    public static async Task<bool> CanEnterAsync(this ServerUser? user, string path, CancellationToken cancellationToken) =>
        user is null || (await Tool.TryAsync(user.Command("test", "-x", path), "", cancellationToken)).Code == 0;
}
