using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Media;

namespace Teahouse.Tests.Contracts;

/// <summary>
/// Alice and Bob are friends and have a conversation in which Alice has written something that Eve must never read; Eve has an account
/// too. Alice is logged in twice, and once more with a session that she has revoked. Carol has asked Alice to be friends, and Alice Eve.
/// Alice owns a workspace in which Bob is a member.
/// </summary>
sealed record World(TestServer Server, Someone Alice, Someone Bob, Someone Eve, LoggedIn OtherDevice, LoggedIn Revoked, Sent Message)
{
    public required Someone Carol { get; init; }

    /// <summary>What Alice's QR code says.</summary>
    public required string Code { get; init; }

    /// <summary>Alice's group, in which Bob and Carol are; Eve waits to be let in.</summary>
    public required Guid Group { get; init; }

    /// <summary>The code of an invitation into the group.</summary>
    public required string GroupInvite { get; init; }

    /// <summary>A poll of Alice's in the group, and a live place of hers.</summary>
    public long Poll { get; private init; }
    public long LivePlace { get; private init; }

    /// <summary>A file of Alice's, in which the secret stands, and the upload that it was made of.</summary>
    public required string File { get; init; }
    public required Guid Upload { get; init; }

    /// <summary>What Alice will say tomorrow.</summary>
    public required Guid Scheduled { get; init; }

    public const string Secret = "the kettle is under the third stair";

    static int _count;

    /// <summary>A push subscription as a browser might have one; nobody is there.</summary>
    public static JsonObject Subscription => new()
    {
        ["endpoint"] = "https://push.invalid/device", ["auth"] = "BTBZMqHH6r4Tts7J_aSIgg",
        ["p256dh"] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    };

    public Guid Conversation => Message.ConversationId;

    public Guid Workspace { get; private init; }

    /// <summary>A public channel of the workspace.</summary>
    public Guid Channel { get; private init; }

    /// <summary>Another workspace of Alice's.</summary>
    public Guid OtherWorkspace { get; private init; }

    /// <summary>The code of an invitation to the workspace.</summary>
    public string Invite { get; private init; } = "";

    /// <summary>The code of a device that asks to be let in, and the secret behind its challenge.</summary>
    public async Task<(string Code, string Secret)> PairAsync()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(secret));
        var pairing = await Server.Api().CallAsync(Commands.BeginPairing, new(challenge, "tablet"));
        return (pairing.Code, Base64Url.EncodeToString(secret));
    }

    public static async Task<World> CreateAsync(TestServer server)
    {
        var number = Interlocked.Increment(ref _count);
        var alice = await Someone.RegisterAsync(server, $"alice{number}");
        var bob = await Someone.RegisterAsync(server, $"bob{number}");
        var eve = await Someone.RegisterAsync(server, $"eve{number}");
        var other = await alice.LogInAsync("laptop");
        var revoked = await alice.LogInAsync("lost phone");
        await alice.AskAsync(Commands.RevokeSession, new(revoked.Session.Id));
        var sent = await alice.AskAsync(Commands.Send, new(new TextContent(Secret), Ids.New(), RecipientId: bob.Id));
        var carol = await Someone.RegisterAsync(server, $"carol{number}");
        await bob.AskAsync(Commands.RequestContact, new(alice.Id));
        await alice.AskAsync(Commands.RequestContact, new(bob.Id));
        await alice.AskAsync(Commands.RequestContact, new(eve.Id));
        await carol.AskAsync(Commands.RequestContact, new(alice.Id));
        var code = await alice.AskAsync(Commands.GetContactCode, Nothing.Value);
        var workspace = (await alice.AskAsync(Commands.CreateWorkspace, new($"House {number}"))).Id;
        var invite = (await alice.AskAsync(Commands.CreateWorkspaceInvite, new(workspace))).Code;
        await bob.AskAsync(Commands.AcceptWorkspaceInvite, new(invite));
        var group = (await alice.AskAsync(Commands.CreateConversation, new("group", [bob.Id, carol.Id], "tea"))).Id;
        await alice.AskAsync(Commands.UpdateConversation, new(group, Inviting: "approval"));
        await bob.AskAsync(Commands.AddMembers, new(group, [eve.Id]));
        var link = (await bob.AskAsync(Commands.CreateInvite, new(group))).Code;
        var poll = await alice.AskAsync(Commands.Send, new(new PollContent("tea?", ["green", "black"]), Ids.New(), group));
        var place = await alice.AskAsync(Commands.Send, new(new LocationContent(1, 2, LiveForS: 28800), Ids.New(), group));
        var channel = await alice.AskAsync(
            Commands.CreateConversation, new("channel", [bob.Id], $"Parlour {number}", WorkspaceId: workspace, Public: true));
        var summer = (await alice.AskAsync(Commands.CreateWorkspace, new($"Summer house {number}"))).Id;
        var later = await alice.AskAsync(Commands.ScheduleMessage,
            new(sent.ConversationId, new TextContent("later"), TimeProvider.System.GetUtcNow().AddDays(1)));
        var upload = await Shelf.StageAsync(server.Address, alice.Token, Encoding.UTF8.GetBytes($"{Secret} {number}"));
        var file = await alice.AskAsync(Commands.CompleteUpload, new(upload, "file", $"{Secret}.txt"));
        return new(server, alice, bob, eve, other, revoked, sent)
        {
            Carol = carol, Code = code.Code, Workspace = workspace, Invite = invite, Group = group, GroupInvite = link, Scheduled = later.Id,
            File = file.Item.Sha256, Upload = upload, Poll = poll.Seq, LivePlace = place.Seq, Channel = channel.Id, OtherWorkspace = summer,
        };
    }
}

/// <summary>Somebody with an account and one session.</summary>
sealed record Someone(TestServer Server, LoggedIn Session, string Password)
{
    public Guid Id => Session.User.Id;
    public string Username => Session.User.Username;
    public string Token => Session.Token;
    public string Bearer => $"Bearer {Token}";
    public TeahouseApi Api { get; } = Server.Api(Session.Token);

    public static async Task<Someone> RegisterAsync(TestServer server, string name)
    {
        var password = $"the password of {name}";
        return new(server, await server.Api().CallAsync(Commands.Register, new(name, password, name, "first")), password);
    }

    public Task<TAnswer> AskAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request) =>
        Api.CallAsync(command, request);

    public Task<LoggedIn> LogInAsync(string device) => Server.Api().CallAsync(Commands.LogIn, new(Username, Password, device));
}
