using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>
/// Who may do what: a row for each command of the table, asked by each kind of actor over each of its routes and on the socket. A command
/// or an address without a row fails.
/// </summary>
public sealed class AuthorisationTests(TestServer server) : IClassFixture<TestServer>
{
    static int _news;

    // Of uploads, see below.
    static readonly string[] Uploads = ["/api/v1/uploads", "/api/v1/uploads/{id:guid}"];

    // Addresses that are no commands: nobody learns from them what belongs to somebody. A file opens for who holds a grant, and a grant is
    // given by open_media alone.
    // The last is the web client, which is mapped where it has been built.
    static readonly string[] Open =
    [
        "/media/{grant}/{variant}", "/api/v1/socket", "/api/openapi.json", "/api/docs/{**file}", "/api/{**rest}", "/healthz", "/metrics", "/readyz", "/{**path}",
    ];

    static readonly Dictionary<string, Row> Rows = new Row[]
    {
        new(Commands.Register, (_, _) => new()
        {
            ["username"] = $"new{Interlocked.Increment(ref _news)}", ["password"] = "correct horse", ["display_name"] = "X",
        }),
        new(Commands.LogIn, (_, who) => new() { ["username"] = who.Username, ["password"] = who.Password }),
        new(Commands.LogOut),
        new(Commands.ListSessions),
        new(Commands.RevokeSession, (world, _) => new() { ["session_id"] = world.OtherDevice.Session.Id }, "not_found", "not_found"),
        new(Commands.BeginPairing, (_, _) => new() { ["challenge"] = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg" }),
        new(Commands.LookAtPairing, (world, _) => new() { ["code"] = Paired(world, accepted: false)["code"]!.DeepClone() }),
        new(Commands.AnswerPairing, (world, _) => With(new() { ["code"] = Paired(world, accepted: false)["code"]!.DeepClone() }, "accept", true)),
        new(Commands.FinishPairing, (world, _) => Paired(world, accepted: true)),
        new(Commands.GetMe),
        new(Commands.UpdateMe, (_, _) => new() { ["about"] = "tea" }),
        new(Commands.ChangePassword, (_, who) => new() { ["current_password"] = who.Password, ["new_password"] = "correct horse" }),
        new(Commands.GetUser, (world, _) => new() { ["user_id"] = world.Alice.Id }),
        new(Commands.FindUsers, (world, _) => new() { ["query"] = world.Alice.Username }),
        new(Commands.Deactivate, (_, who) => new() { ["password"] = who.Password }),
        new(Commands.GetSettings),
        new(Commands.UpdateSettings, (_, _) => new() { ["online"] = "contacts" }),
        new(Commands.ListContacts),
        new(Commands.ListContactRequests),
        new(Commands.RequestContact, (world, _) => new() { ["user_id"] = world.Carol.Id }),
        new(Commands.AnswerContactRequest, (world, _) => new() { ["user_id"] = world.Carol.Id, ["accept"] = true }, "not_found", "not_found"),
        new(Commands.WithdrawContactRequest, (world, _) => new() { ["user_id"] = world.Eve.Id }, "not_found", "not_found"),
        new(Commands.UpdateContact, (world, _) => new() { ["user_id"] = world.Bob.Id, ["remark"] = "Bobby" }, "not_found", "not_found"),
        new(Commands.DeleteContact, (world, _) => new() { ["user_id"] = world.Bob.Id }, "not_found", "not_found"),
        new(Commands.ListBlocks),
        new(Commands.Block, (world, who) => new() { ["user_id"] = who.Id == world.Carol.Id ? world.Bob.Id : world.Carol.Id }),
        new(Commands.Unblock, (world, _) => new() { ["user_id"] = world.Carol.Id }),
        new(Commands.GetContactCode),
        new(Commands.RenewContactCode),
        new(Commands.FindByCode, (world, _) => new() { ["code"] = world.Code }),
        new(Commands.CreateConversation, (world, who) => new()
        {
            ["kind"] = "direct", ["member_ids"] = new JsonArray(who.Id == world.Alice.Id ? world.Bob.Id : world.Alice.Id),
        }),
        new(Commands.UpdateConversation, (world, _) => new() { ["conversation_id"] = world.Group, ["name"] = "cake" }, "not_found", "not_allowed"),
        new(Commands.ListMembers, (world, _) => new() { ["conversation_id"] = world.Group }, "not_found"),
        new(Commands.AddMembers, (world, _) => new() { ["conversation_id"] = world.Group, ["user_ids"] = new JsonArray(world.Eve.Id) }, "not_found"),
        new(Commands.RemoveMember, (world, _) => new() { ["conversation_id"] = world.Group, ["user_id"] = world.Carol.Id },
            "not_found", "not_allowed"),
        new(Commands.UpdateMember, (world, _) => new()
        {
            ["conversation_id"] = world.Group, ["user_id"] = world.Carol.Id, ["role"] = "admin",
        }, "not_found", "not_allowed"),
        new(Commands.JoinConversation, (world, _) => new() { ["conversation_id"] = world.Group }, "not_found"),
        new(Commands.CreateInvite, (world, _) => new() { ["conversation_id"] = world.Group }, "not_found"),
        new(Commands.ListInvites, (world, _) => new() { ["conversation_id"] = world.Group }, "not_found", "not_allowed"),
        new(Commands.RevokeInvite, (world, _) => new() { ["conversation_id"] = world.Group, ["code"] = world.GroupInvite }, "not_found", "not_allowed"),
        new(Commands.LookAtInvite, (world, _) => new() { ["code"] = world.GroupInvite }),
        new(Commands.AcceptInvite, (world, _) => new() { ["code"] = world.GroupInvite }),
        new(Commands.ListJoinRequests, (world, _) => new() { ["conversation_id"] = world.Group }, "not_found", "not_allowed"),
        new(Commands.AnswerJoinRequest, (world, _) => new()
        {
            ["conversation_id"] = world.Group, ["user_id"] = world.Eve.Id, ["accept"] = false,
        }, "not_found", "not_allowed"),
        new(Commands.UpdatePreferences, (world, _) => new() { ["conversation_id"] = world.Group, ["pinned"] = true }, "not_found"),
        new(Commands.HideMessage, (world, _) => Place(world), "not_found"),
        new(Commands.ClearHistory, (world, _) => new() { ["conversation_id"] = world.Conversation, ["until_seq"] = 1 }, "not_found"),
        new(Commands.Star, (world, _) => Place(world), "not_found"),
        new(Commands.Unstar, (world, _) => Place(world), "not_found"),
        new(Commands.ListStarred),
        new(Commands.ListMentions),
        new(Commands.ListReceipts, (world, _) => Place(world), "not_found"),
        new(Commands.ScheduleMessage, (world, _) => new()
        {
            ["conversation_id"] = world.Conversation, ["content"] = new JsonObject { ["type"] = "text", ["text"] = "later" },
            ["send_at"] = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"),
        }, "not_found"),
        new(Commands.ListScheduled),
        new(Commands.CancelScheduled, (world, _) => new() { ["scheduled_id"] = world.Scheduled }, "not_found", "not_found"),
        new(Commands.ListConversations),
        new(Commands.GetConversation, (world, _) => new() { ["conversation_id"] = world.Conversation }, "not_found"),
        new(Commands.ListMessages, (world, _) => new() { ["conversation_id"] = world.Conversation }, "not_found"),
        new(Commands.Receipt, (world, _) => new() { ["conversation_id"] = world.Conversation, ["read_seq"] = 1 }, "not_found"),
        new(Commands.Typing, (world, _) => new() { ["conversation_id"] = world.Conversation }, "not_found"),
        new(Commands.Send, (world, _) => new()
        {
            ["conversation_id"] = world.Conversation, ["content"] = new JsonObject { ["type"] = "text", ["text"] = "me too" },
        }, "not_found"),
        new(Commands.EditMessage, (world, _) => new()
        {
            ["conversation_id"] = world.Conversation, ["seq"] = world.Message.Seq,
            ["content"] = new JsonObject { ["type"] = "text", ["text"] = World.Secret },
        }, "not_found", "not_allowed"),
        new(Commands.RecallMessage, Place, "not_found", "not_allowed"),
        new(Commands.RemovePreview, Place, "not_found", "not_allowed"),
        new(Commands.ListEdits, Place, "not_found", "not_allowed"),
        new(Commands.React, (world, who) => With(Place(world, who), "emoji", "🍵"), "not_found"),
        new(Commands.Unreact, (world, who) => With(Place(world, who), "emoji", "🍵"), "not_found"),
        new(Commands.ListReactions, Place, "not_found"),
        new(Commands.Pin, Place, "not_found"),
        new(Commands.Unpin, Place, "not_found"),
        new(Commands.ListPins, (world, _) => new() { ["conversation_id"] = world.Conversation }, "not_found"),
        new(Commands.Vote, (world, who) => With(PollPlace(world, who), "options", new JsonArray(0)), "not_found"),
        new(Commands.ClosePoll, PollPlace, "not_found", "not_allowed"),
        new(Commands.ListBallots, PollPlace, "not_found"),
        new(Commands.MoveLocation, (world, _) => new()
        {
            ["conversation_id"] = world.Group, ["seq"] = world.LivePlace, ["latitude"] = 1, ["longitude"] = 2,
        }, "not_found", "not_allowed"),
        new(Commands.Forward, (world, _) => new()
        {
            ["conversation_id"] = world.Group, ["from_conversation_id"] = world.Conversation, ["seqs"] = new JsonArray(world.Message.Seq),
        }, "not_found"),
        new(Commands.ListThreads),
        new(Commands.GetThread, Place, "not_found"),
        new(Commands.FollowThread, (world, who) => With(Place(world, who), "following", true), "not_found"),
        new(Commands.ReadThread, (world, who) => With(Place(world, who), "read_n", 0), "not_found"),
        new(Commands.ListUnread),
        new(Commands.GetMessage, (world, _) => new() { ["message_id"] = world.Message.Id }, "not_found"),
        new(Commands.MarkRead, (world, _) => new() { ["message_id"] = world.Message.Id, ["read"] = true }, "not_found"),
        new(Commands.Sync),
        new(Commands.Watch, (world, _) => new() { ["conversation_ids"] = new JsonArray(world.Conversation) }, "not_found"),
        new(Commands.CompleteUpload, (world, _) => new() { ["upload_id"] = world.Upload, ["kind"] = "file" }, "not_found", "not_found"),
        new(Commands.GetMedia, (world, _) => new() { ["sha256"] = world.File }, "not_found", "not_found"),
        new(Commands.DiscardMedia, (world, _) => new() { ["sha256"] = world.File }, "not_found", "not_found"),
        new(Commands.GetMediaUsage),
        new(Commands.OpenMedia, (world, who) => new() { ["messages"] = new JsonArray(Place(world, who)) }),
        new(Commands.ListMedia, (world, _) => new() { ["conversation_id"] = world.Conversation, ["kind"] = "file" }, "not_found"),
        new(Commands.ListWorkspaces),
        new(Commands.CreateWorkspace, (_, _) => new() { ["name"] = "Another house" }),
        new(Commands.GetWorkspace, (world, _) => new() { ["workspace_id"] = world.Workspace }, "not_found"),
        new(Commands.UpdateWorkspace,
            (world, _) => new() { ["workspace_id"] = world.Workspace, ["about"] = "tea" }, "not_found", "not_allowed"),
        new(Commands.ListWorkspaceMembers, (world, _) => new() { ["workspace_id"] = world.Workspace }, "not_found"),
        new(Commands.UpdateWorkspaceMember, (world, _) => new()
        {
            ["workspace_id"] = world.Workspace, ["user_id"] = world.Bob.Id, ["role"] = "admin",
        }, "not_found", "not_allowed"),
        new(Commands.RemoveWorkspaceMember, (world, who) => new()
        {
            ["workspace_id"] = world.Workspace, ["user_id"] = who.Id == world.Alice.Id ? world.Bob.Id : world.Alice.Id,
        }, "not_found", "not_allowed"),
        new(Commands.CreateWorkspaceInvite, (world, _) => new() { ["workspace_id"] = world.Workspace }, "not_found", "not_allowed"),
        new(Commands.ListWorkspaceInvites, (world, _) => new() { ["workspace_id"] = world.Workspace }, "not_found", "not_allowed"),
        new(Commands.RevokeWorkspaceInvite,
            (world, _) => new() { ["workspace_id"] = world.Workspace, ["code"] = world.Invite }, "not_found", "not_allowed"),
        // Whoever holds an invitation is meant to see where it leads.
        new(Commands.LookAtWorkspaceInvite, (world, _) => new() { ["code"] = world.Invite }),
        new(Commands.AcceptWorkspaceInvite, (world, _) => new() { ["code"] = world.Invite }),
        new(Commands.ListChannels, (world, _) => new() { ["workspace_id"] = world.Workspace }, "not_found"),
        new(Commands.ShareChannel, (world, _) => new()
        {
            ["conversation_id"] = world.Channel, ["workspace_id"] = world.OtherWorkspace,
        }, "not_found", "not_allowed"),
        new(Commands.UnshareChannel, (world, _) => new()
        {
            ["conversation_id"] = world.Channel, ["workspace_id"] = world.OtherWorkspace,
        }, "not_found", "not_allowed"),
        new(Commands.GetPushKey),
        new(Commands.SubscribePush, (_, _) => World.Subscription),
        new(Commands.UnsubscribePush, (world, _) => new() { ["session_id"] = Pushed(world) }, "not_found", "not_found"),
        new(Commands.ListPushSubscriptions),
        new(Commands.TestPush, (world, _) =>
        {
            Pushed(world);
            return [];
        }, "not_found", "not_found"),
    }.ToDictionary(row => row.Command.Name);

    public static TheoryData<string> Names => [.. Commands.All.Select(command => command.Name)];

    public static TheoryData<string> Ops => [.. Commands.All.Where(command => command.OnSocket).Select(command => command.Name)];

    public static TheoryData<string, string> Routes =>
        [.. Commands.All.SelectMany(command => command.Routes.Select(route => (command.Name, $"{route.Method} {route.Path}")))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_command_has_a_row(string name) => Assert.Contains(name, Rows.Keys);

    [Fact]
    public void Every_address_that_the_server_maps_is_a_command_or_is_open_to_all()
    {
        var commands = Commands.All.SelectMany(command => command.Routes.Select(route => $"/api/v1{route.Path}")).ToHashSet();
        var mapped = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct().ToList();
        Assert.Subset(mapped.ToHashSet(), commands);
        Assert.Empty(mapped.Except(commands).Except(Uploads).Except(Open));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Over_HTTP_each_gets_what_is_theirs_and_no_more(string name, string route)
    {
        var row = Rows[name];
        var way = row.Command.Routes.Single(r => $"{r.Method} {r.Path}" == route);
        var world = await World.CreateAsync(server);
        var actual = new List<string>();
        foreach (var (actor, who, authorization) in Actors(world))
        {
            var answered = await Asking.HttpAsync(server, way, row.Fields(world, who), authorization);
            actual.Add($"{actor}: {answered.Outcome}");
            KeepsTheSecret(actor, answered);
        }

        var tokenless = row.Command.Anonymous ? "ok" : "no_session";
        var nobody = row.Command.Anonymous ? "ok" : "bad_token";
        Assert.Equal(
            [
                $"no token: {tokenless}", $"another scheme: {tokenless}",
                $"malformed: {nobody}", $"made up: {nobody}", $"revoked: {nobody}",
                $"stranger: {row.Stranger}", $"member: {row.Member}", "own: ok",
            ],
            actual);
    }

    [Theory]
    [InlineData("POST", 201, 201)]
    [InlineData("HEAD", 404, 200)]
    [InlineData("PATCH", 404, 204)]
    [InlineData("DELETE", 404, 204)]
    public async Task An_upload_is_its_owners_alone(string method, int others, int own)
    {
        var world = await World.CreateAsync(server);
        using var begun = await UploadAsync("POST", "/uploads", world.Alice.Bearer, ("Upload-Length", "1"));
        var path = method == "POST" ? "/uploads" : begun.Headers.Location!.OriginalString["/api/v1".Length..];
        var actual = new List<string>();
        foreach (var (actor, _, authorization) in Actors(world))
        {
            using var answer = await UploadAsync(method, path, authorization, ("Upload-Length", "1"), ("Upload-Offset", "0"));
            actual.Add($"{actor}: {(int)answer.StatusCode}");
        }

        Assert.Equal(
            [
                "no token: 401", "another scheme: 401", "malformed: 401", "made up: 401", "revoked: 401",
                $"stranger: {others}", $"member: {others}", $"own: {own}",
            ],
            actual);
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public async Task On_the_socket_each_gets_what_is_theirs_and_no_more(string name)
    {
        var row = Rows[name];
        var world = await World.CreateAsync(server);
        var lost = await world.Alice.LogInAsync("tablet");
        Func<Task> revoke = () => world.Alice.AskAsync(Commands.RevokeSession, new(lost.Session.Id));
        var actual = new List<string>();
        foreach (var (actor, who, token, meanwhile) in new (string, Someone, string?, Func<Task>?)[]
        {
            ("no hello", world.Alice, null, null),
            ("malformed", world.Alice, "th_short", null),
            ("revoked", world.Alice, world.Revoked.Token, null),
            ("revoked when open", world.Alice, lost.Token, revoke),
            ("stranger", world.Eve, world.Eve.Token, null),
            ("member", world.Bob, world.Bob.Token, null),
            ("own", world.Alice, world.Alice.Token, null),
        })
        {
            var answered = await Asking.SocketAsync(server.Address, name, row.Fields(world, who), token, meanwhile);
            actual.Add($"{actor}: {answered.Outcome}");
            KeepsTheSecret(actor, answered);
        }

        Assert.Equal(
            [
                "no hello: protocol_error", "malformed: bad_token", "revoked: bad_token", "revoked when open: session_revoked",
                $"stranger: {row.Stranger}", $"member: {row.Member}", "own: ok",
            ],
            actual);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Eve_cannot_tell_what_is_not_hers_from_what_never_was(string name, string route)
    {
        var row = Rows[name];
        var way = row.Command.Routes.Single(r => $"{r.Method} {r.Path}" == route);
        var world = await World.CreateAsync(server);
        var foreign = row.Fields(world, world.Eve);
        var invented = foreign.DeepClone().AsObject();
        foreach (var field in foreign.Where(field => field.Key is "session_id" or "conversation_id" or "message_id" or "workspace_id"))
        {
            invented[field.Key] = Ids.New();
        }

        var bearer = world.Eve.Bearer;
        var one = await Asking.HttpAsync(server, way, foreign, bearer);
        if (one.Status == 404)
        {
            Assert.Equal(WithoutId(one.Body), WithoutId((await Asking.HttpAsync(server, way, invented, bearer)).Body));
        }
        else
        {
            Assert.Equal("ok", row.Stranger);
        }
    }

    [Fact]
    public async Task What_nobody_may_do_has_not_been_done()
    {
        var world = await World.CreateAsync(server);
        foreach (var row in Rows.Values.Where(row => !row.Command.Anonymous))
        {
            foreach (var route in row.Command.Routes)
            {
                await Asking.HttpAsync(server, route, row.Fields(world, world.Alice), null);
                await Asking.HttpAsync(server, route, row.Fields(world, world.Alice), $"Bearer {world.Revoked.Token}");
                if (row.Stranger != "ok")
                {
                    await Asking.HttpAsync(server, route, row.Fields(world, world.Eve), world.Eve.Bearer);
                }
            }

        }

        Assert.Equal(2, (await world.Alice.AskAsync(Commands.ListSessions, Nothing.Value)).Sessions.Count);
        Assert.Null((await world.Alice.AskAsync(Commands.GetMe, Nothing.Value)).About);
        var conversation = await world.Alice.AskAsync(Commands.GetConversation, new(world.Conversation));
        Assert.Equal(1, conversation.LastSeq);
        Assert.Equal(0, conversation.Members.Single(member => member.UserId == world.Bob.Id).ReadSeq);
        Assert.Equal(2, conversation.Members.Count);
        var workspace = await world.Alice.AskAsync(Commands.GetWorkspace, new(world.Workspace));
        Assert.Equal((2, null), (workspace.MemberCount, workspace.About));
        Assert.Single((await world.Alice.AskAsync(Commands.ListWorkspaceInvites, new(world.Workspace))).Invites);
    }

    async Task<HttpResponseMessage> UploadAsync(string method, string path, string? authorization, params (string Name, string Value)[] headers)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(new(method), "/api/v1" + path);
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("Tus-Resumable", "1.0.0"), .. headers])
        {
            request.Headers.Add(name, value);
        }

        if (authorization is not null)
        {
            request.Headers.Add("Authorization", authorization);
        }

        if (method == "PATCH")
        {
            request.Content = new ByteArrayContent([7]) { Headers = { ContentType = new("application/offset+octet-stream") } };
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static (string Actor, Someone Who, string? Authorization)[] Actors(World world) =>
    [
        ("no token", world.Alice, null),
        ("another scheme", world.Alice, $"Basic {world.Alice.Token}"),
        ("malformed", world.Alice, "Bearer th_short"),
        ("made up", world.Alice, $"Bearer th_{new string('A', 43)}"),
        ("revoked", world.Alice, $"Bearer {world.Revoked.Token}"),
        ("stranger", world.Eve, world.Eve.Bearer),
        ("member", world.Bob, world.Bob.Bearer),
        ("own", world.Alice, world.Alice.Bearer),
    ];

    static JsonObject Place(World world) => new() { ["conversation_id"] = world.Conversation, ["seq"] = world.Message.Seq };

    static void KeepsTheSecret(string actor, Answered answered)
    {
        if (actor is not ("member" or "own"))
        {
            Assert.DoesNotContain(World.Secret, answered.Body);
        }
    }

    static JsonObject Place(World world, Someone _) => new() { ["conversation_id"] = world.Conversation, ["seq"] = world.Message.Seq };

    static JsonObject PollPlace(World world, Someone _) => new() { ["conversation_id"] = world.Group, ["seq"] = world.Poll };

    static JsonObject With(JsonObject fields, string name, JsonNode value)
    {
        fields[name] = value;
        return fields;
    }

    // Rows are asked for their fields while the actors take turns: each needs a device of its own.
    static JsonObject Paired(World world, bool accepted)
    {
        var (code, secret) = world.PairAsync().GetAwaiter().GetResult();
        if (accepted)
        {
            world.Alice.AskAsync(Commands.AnswerPairing, new(code, true)).GetAwaiter().GetResult();
        }

        return new() { ["code"] = code, ["secret"] = secret };
    }

    static Guid Pushed(World world) =>
        world.Alice.AskAsync(Commands.SubscribePush, JsonSerializer.Deserialize(World.Subscription, Wire.Json.SubscribePush)!)
            .GetAwaiter().GetResult().SessionId;

    static string WithoutId(string problem)
    {
        var json = JsonNode.Parse(problem)!.AsObject();
        json.Remove("request_id");
        return json.ToJsonString();
    }

    /// <summary>What a command takes, and what comes of it for a stranger to Alice's things and for the member who shares them.</summary>
    sealed record Row(Command Command, Func<World, Someone, JsonObject> Fields, string Stranger = "ok", string Member = "ok")
    {
        public Row(Command command)
            : this(command, (_, _) => [])
        {
        }
    }
}
