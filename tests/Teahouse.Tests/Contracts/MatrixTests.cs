using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Protocol;
using Teahouse.Tests.Media;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>
/// Every command, asked by everybody, for things in every state: live, archived, deleted, recalled. Each command has a row that says who
/// gets what; a command without a row fails. What no row allows is closed.
/// </summary>
public sealed class MatrixTests(Cast cast) : IClassFixture<Cast>
{
    static readonly string[] States = ["live", "archived", "deleted", "recalled"];

    public static TheoryData<string, string> Scenes =>
    [
        .. from row in MatrixRows.All.Values where row.Scope == Scope.Conversation from state in States select (row.Command.Name, state),
    ];

    public static TheoryData<string> Others => [.. MatrixRows.All.Values.Where(row => row.Scope != Scope.Conversation).Select(row => row.Command.Name)];

    [Fact]
    public void Every_command_has_a_row_and_there_are_two_thousand_cases()
    {
        Assert.Equal(Commands.All.Select(command => command.Name).Order(), MatrixRows.All.Keys.Order());
        var actors = Cast.Insiders.Length + Cast.Outsiders.Length + Cast.Void.Length;
        var cases = MatrixRows.All.Values.Sum(row => Ways(row).Length * (row.Scope switch
        {
            Scope.Conversation => actors * States.Length,
            Scope.Token => Cast.Void.Length,
            Scope.Open => 0,
            _ => actors,
        }));
        TestContext.Current.TestOutputHelper!.WriteLine($"{cases} cases");
        Assert.True(cases >= 2000, $"{cases} cases");
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task In_a_conversation_each_gets_what_is_theirs_and_no_more(string command, string state)
    {
        var row = MatrixRows.All[command];
        var scene = await cast.PlayAsync(row.Content, state, row.Approval);
        var wrong = new List<string>();
        foreach (var way in Ways(row))
        {
            foreach (var actor in Cast.Outsiders.Concat(Cast.Void))
            {
                await CheckAsync(row, way, actor, Expected(actor, "not_found"), scene, wrong);
            }

            foreach (var actor in Cast.Insiders)
            {
                // What changes something is asked of a scene that nobody has touched.
                var own = row.Reads ? scene : await cast.PlayAsync(row.Content, state, row.Approval);
                await CheckAsync(row, way, actor, Allowed(row, actor, state), own, wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Elsewhere_each_gets_what_is_theirs_and_no_more(string command)
    {
        var row = MatrixRows.All[command];
        var wrong = new List<string>();
        foreach (var way in row.Scope == Scope.Open ? [] : Ways(row))
        {
            foreach (var actor in row.Scope == Scope.Token ? Cast.Void : [.. Cast.Void, .. Cast.Outsiders, .. Cast.Insiders])
            {
                // Those who are not in the channel any more are in its workspace all the same.
                var member = row.Scope == Scope.Workspace && actor is "removed" or "left" ? "peer" : actor;
                await CheckAsync(row, way, actor, Expected(actor, row.For(member)), null, wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [InlineData("live")]
    [InlineData("archived")]
    [InlineData("deleted")]
    [InlineData("recalled")]
    public async Task The_files_of_a_message_open_for_those_who_see_it_and_for_nobody_else(string state)
    {
        var picture = Pictures.New();
        var upload = await Shelf.StageAsync(cast.Server.Address, cast["author"].Token, picture);
        await cast["author"].AskAsync(Commands.CompleteUpload, new(upload, "image"));
        var scene = await cast.PlayAsync(Shelf.With(Shelf.Item(picture)), state, approval: false);
        var fields = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["conversation_id"] = scene.Conversation, ["seq"] = scene.Seq }) };
        foreach (var actor in (string[])[.. Cast.Insiders, .. Cast.Outsiders, .. Cast.Void])
        {
            var opens = Cast.Insiders.Contains(actor) && (state is "live" or "archived");
            var answered = await Asking.HttpAsync(cast.Server, Commands.OpenMedia.Routes[0], fields, cast.Bearer(actor));
            Assert.Equal((actor, Expected(actor, "ok")), (actor, answered.Outcome));
            Assert.Equal((actor, opens), (actor, answered.Body.Contains("/media/", StringComparison.Ordinal)));

            // Their hash opens it for none of those who have not got the bytes.
            var send = JsonSerializer.SerializeToNode(
                new SendMessage(Shelf.With(Shelf.Item(picture)), Ids.New(), RecipientId: cast["spare"].Id), Wire.Default.SendMessage)!.AsObject();
            var sent = await Asking.HttpAsync(cast.Server, Commands.Send.Routes[0], send, cast.Bearer(actor));
            Assert.Equal((actor, Expected(actor, actor == "author" ? "ok" : "not_found")), (actor, sent.Outcome));
        }
    }

    static Route?[] Ways(MatrixRow row) => row.Command.Routes.Length > 0 ? row.Command.Routes : new Route?[] { null };

    /// <summary>What a void token gets, whatever it asks; others get what is theirs.</summary>
    static string Expected(string actor, string otherwise) => actor switch
    {
        "nobody" => "no_session",
        "revoked" or "deactivated" => "bad_token",
        _ => otherwise,
    };

    static string Allowed(MatrixRow row, string actor, string state)
    {
        var live = row.For(actor);
        var there = state switch
        {
            "archived" => row.Archived,
            "deleted" or "recalled" => row.Gone,
            _ => "ok",
        };

        // Who may not at all is refused for one reason or the other.
        return there == "ok" ? live : live == "ok" ? there : $"{live}|{there.Replace("ok|", "")}";
    }

    async Task CheckAsync(MatrixRow row, Route? way, string actor, string expected, Scene? scene, List<string> wrong)
    {
        var fields = Fields(row, scene);
        var answered = way is not null
            ? await Asking.HttpAsync(cast.Server, way, fields, cast.Bearer(actor))
            : await Asking.SocketAsync(cast.Server.Address, row.Command.Name, fields, cast.Bearer(actor)?["Bearer ".Length..]);
        var outcome = answered.Outcome == "protocol_error" && actor == "nobody" ? "no_session" : answered.Outcome;
        if (!expected.Split('|').Contains(outcome))
        {
            wrong.Add($"{actor} by {way?.Method ?? "socket"}: {outcome}, not {expected}: {answered.Body}");
        }

        if (!Cast.Insiders.Contains(actor) && answered.Body.Contains(MatrixRows.Secret, StringComparison.Ordinal))
        {
            wrong.Add($"{actor} reads the secret");
        }
    }

    /// <summary>The command's fields by their names, as far as the row does not give them.</summary>
    JsonObject Fields(MatrixRow row, Scene? scene)
    {
        var fields = row.Fields.DeepClone().AsObject();
        foreach (var field in row.Command.Request.Properties.Select(property => property.Name).Where(name => !fields.ContainsKey(name)))
        {
            JsonNode? value = (field, scene) switch
            {
                ("conversation_id" or "from_conversation_id", not null) => scene.Conversation,
                ("conversation_ids", not null) => new JsonArray(scene.Conversation),
                ("message_id", not null) => scene.Message,
                ("seq", not null) => scene.Seq,
                ("seqs", not null) => new JsonArray(scene.Seq),
                ("code", not null) => scene.Invite,
                ("workspace_id", _) => row.Scope == Scope.Workspace ? cast.Workspace : cast.OtherWorkspace,
                ("user_id", _) => cast[row.Target].Id,
                ("user_ids" or "member_ids", _) => new JsonArray(cast[row.Target].Id),
                _ => null,
            };
            if (value is not null)
            {
                fields[field] = value;
            }
        }

        return fields;
    }
}
