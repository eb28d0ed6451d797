using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Teahouse.Platform.Telemetry;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Conversations and their messages.</summary>
public static class ChatModule
{
    public static Door Door { get; } = new("chat")
    {
        Options = typeof(ChatOptions),
        Add = Add,
        Core = Bind,
        Worker = Listen,
        Owned = Owned.ToDictionary(command => command.Name, _ => (Func<Platform.Calls.Call, int?>)Sending.PartitionOf),
    };

    /// <summary>What the owner of the conversation that the call names carries out.</summary>
    static IEnumerable<Command> Owned =>
    [
        Commands.Send, Commands.Receipt, Commands.Typing, Commands.UpdateConversation, Commands.AddMembers, Commands.RemoveMember,
        Commands.UpdateMember, Commands.EditMessage, Commands.RecallMessage, Commands.React, Commands.Unreact,
        Commands.Pin, Commands.Unpin, Commands.Vote, Commands.ClosePoll, Commands.MoveLocation, Commands.Forward,
        Commands.ShareChannel, Commands.UnshareChannel,
        Commands.HideMessage, Commands.ClearHistory, Commands.RemovePreview,
    ];

    static void Add(IServiceCollection services)
    {
        services.AddSingleton<IMessageLog, PostgresMessageLog>();
        services.AddSingleton<Partitions>().AddSingleton<Writers>().AddSingleton<Horizon>().AddSingleton<Tellings>();
        services.AddSingleton<Membership>().AddSingleton<Sending>().AddSingleton<Receipting>().AddSingleton<TypingHints>();
        services.AddSingleton<Conversations>().AddSingleton<History>().AddSingleton<Syncing>().AddSingleton<Watching>();
        services.AddSingleton<Rooms>().AddSingleton<Checkpoints>().AddSingleton<Profiles>();
        services.AddSingleton<ChannelAccess>().AddSingleton<Channels>().AddSingleton<ChannelSharing>().AddSingleton<ChannelTenants>();
        services.AddSingleton<Groups>().AddSingleton<Members>().AddSingleton<Invites>().AddSingleton<Preferring>();
        services.AddSingleton<Editing>().AddSingleton<Reacting>().AddSingleton<Voting>().AddSingleton<Pinning>();
        services.AddSingleton<Forwarding>().AddSingleton<Following>().AddSingleton<Attaching>().AddSingleton<Opening>();
        services.AddSingleton<Previewing>();
        services.AddSingleton(s => new Notices(
            s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<IMessageLog>(), s.GetRequiredService<Hiding>(),
            s.GetRequiredService<Preferring>(), s.GetRequiredService<Relations>(), s.GetRequiredService<People>(),
            s.GetRequiredService<TimeProvider>()));

        services.AddSingleton<Hiding>().AddSingleton<Clearing>().AddSingleton<Starring>().AddSingleton<Acceptance>().AddSingleton<Blocking>();
        services.AddSingleton<Scheduling>().AddSingleton<Scheduler>().AddSingleton<Retaining>();

        services.AddSingleton(s => new ReadinessCheck("chat",
            _ => new(s.GetRequiredService<Partitions>().OwnsAll ? null : "not every partition is owned by this node")));

        // Hosted services stop in the opposite order: first no more horizon and no more partitions, then the writers finish what waits.
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Writers>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Partitions>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Horizon>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Scheduler>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Retaining>());
    }

    static void Bind(Core core)
    {
        var services = core.Services;
        core.Handle(Commands.Send, services.GetRequiredService<Sending>().SendAsync);
        core.Handle(Commands.Receipt, services.GetRequiredService<Receipting>().PutAsync);
        core.Handle(Commands.MarkRead, services.GetRequiredService<Receipting>().MarkReadAsync);
        core.Handle(Commands.ListReceipts, services.GetRequiredService<Receipting>().ListAsync);
        core.Handle(Commands.Typing, services.GetRequiredService<TypingHints>().TellAsync);
        core.Handle(Commands.CreateConversation, (request, call, cancellationToken) => request.Kind switch
        {
            "channel" => services.GetRequiredService<Channels>().CreateAsync(request, call, cancellationToken),
            "group" => services.GetRequiredService<Groups>().CreateAsync(Groups.IdFor(call), request, call, cancellationToken),
            _ => services.GetRequiredService<Conversations>().CreateAsync(request, call, cancellationToken),
        });
        core.Handle(Commands.GetConversation, services.GetRequiredService<Conversations>().GetAsync);
        core.Handle(Commands.ListConversations, services.GetRequiredService<Conversations>().ListAsync);
        core.Handle(Commands.ListMessages, services.GetRequiredService<History>().ListAsync);
        core.Handle(Commands.GetMessage, services.GetRequiredService<History>().GetAsync);
        core.Handle(Commands.ListUnread, services.GetRequiredService<History>().UnreadAsync);
        core.Handle(Commands.Sync, services.GetRequiredService<Syncing>().SyncAsync);
        BindMembers(core);
        BindChanges(core);
        BindChannels(core);
        BindPersonal(core);
        core.HandleInternal(Commands.Watch.Name, services.GetRequiredService<Watching>().WatchAsync);
        core.HandleInternal(Watching.TailsCommand, services.GetRequiredService<Watching>().TailsAsync);
        core.HandleInternal(Rooms.Command, services.GetRequiredService<Rooms>().AnswerAsync);
        core.HandleInternal(Horizon.Command, services.GetRequiredService<Horizon>().AnswerAsync);
        core.HandleInternal(Conversations.OpenCommand, services.GetRequiredService<Conversations>().OpenAsync);
        core.HandleInternal(Checkpoints.Command, services.GetRequiredService<Checkpoints>().SettleAsync);
        core.HandleInternal(Profiles.Command, services.GetRequiredService<Profiles>().TellAsync);
    }

    static void BindMembers(Core core)
    {
        var groups = core.Services.GetRequiredService<Groups>();
        core.HandleInternal(Groups.CreateCommand, groups.CreateAtAsync);

        var members = core.Services.GetRequiredService<Members>();
        core.Handle(Commands.AddMembers, members.AddAsync);
        core.Handle(Commands.RemoveMember, members.RemoveAsync);
        core.Handle(Commands.UpdateMember, members.UpdateAsync);
        core.Handle(Commands.ListMembers, members.ListAsync);
        core.Handle(Commands.JoinConversation, members.JoinAsync);
        core.HandleInternal(Members.EnterCommand, members.EnterAtAsync);

        var invites = core.Services.GetRequiredService<Invites>();
        core.Handle(Commands.CreateInvite, invites.CreateAsync);
        core.Handle(Commands.ListInvites, invites.ListAsync);
        core.Handle(Commands.RevokeInvite, invites.RevokeAsync);
        core.Handle(Commands.LookAtInvite, invites.LookAsync);
        core.Handle(Commands.AcceptInvite, invites.AcceptAsync);
        core.Handle(Commands.ListJoinRequests, invites.ListRequestsAsync);
        core.Handle(Commands.AnswerJoinRequest, invites.AnswerRequestAsync);

        core.Handle(Commands.UpdatePreferences, core.Services.GetRequiredService<Preferring>().UpdateAsync);
    }

    static void BindChanges(Core core)
    {
        var writers = core.Services.GetRequiredService<Writers>();
        var options = core.Services.GetRequiredService<ChatOptions>();
        var editing = core.Services.GetRequiredService<Editing>();
        core.Handle(Commands.EditMessage, editing.EditAsync);
        core.Handle(Commands.ListEdits, editing.ListAsync);
        core.Handle(Commands.RecallMessage, (request, call, _) => writers.DoAsync(new RecallWork(request, call.User, options)));

        var reacting = core.Services.GetRequiredService<Reacting>();
        core.Handle(Commands.React, reacting.ReactAsync);
        core.Handle(Commands.Unreact, reacting.UnreactAsync);
        core.Handle(Commands.ListReactions, reacting.ListAsync);

        core.Handle(Commands.Vote, (request, call, _) => writers.DoAsync(new VoteWork(request, call.User)));
        core.Handle(Commands.ClosePoll, (request, call, _) => writers.DoAsync(new ClosePollWork(request, call.User)));
        core.Handle(Commands.ListBallots, core.Services.GetRequiredService<Voting>().ListAsync);
        core.Handle(Commands.MoveLocation, (request, call, _) =>
            MoveWork.Check(request) is { } wrong ? new(wrong) : writers.DoAsync(new MoveWork(request, call.User)));
        core.Handle(Commands.Pin, (request, call, _) => writers.DoAsync(new PinWork(request, call.User, on: true)));
        core.Handle(Commands.Unpin, (request, call, _) => writers.DoAsync(new PinWork(request, call.User, on: false)));
        core.Handle(Commands.ListPins, core.Services.GetRequiredService<Pinning>().ListAsync);
        core.Handle(Commands.Forward, core.Services.GetRequiredService<Forwarding>().ForwardAsync);

        core.Handle(Commands.RemovePreview, (request, call, _) => writers.DoAsync(new RemovePreviewWork(request, call.User)));
        core.HandleInternal(Previewing.Command, core.Services.GetRequiredService<Previewing>().PutAsync);

        var opening = core.Services.GetRequiredService<Opening>();
        core.Handle(Commands.OpenMedia, opening.OpenAsync);
        core.Handle(Commands.ListMedia, opening.ListAsync);

        var following = core.Services.GetRequiredService<Following>();
        core.Handle(Commands.ListThreads, following.ListAsync);
        core.Handle(Commands.GetThread, following.GetAsync);
        core.Handle(Commands.FollowThread, following.FollowAsync);
        core.Handle(Commands.ReadThread, following.ReadAsync);
    }

    static void BindChannels(Core core)
    {
        var channels = core.Services.GetRequiredService<Channels>();
        core.Handle(Commands.ListChannels, channels.ListAsync);
        core.Handle(Commands.UpdateConversation, channels.UpdateAsync);

        var sharing = core.Services.GetRequiredService<ChannelSharing>();
        core.Handle(Commands.ShareChannel, sharing.ShareAsync);
        core.Handle(Commands.UnshareChannel, sharing.UnshareAsync);

        var tenants = core.Services.GetRequiredService<ChannelTenants>();
        core.Handle(Commands.RemoveWorkspaceMember, tenants.RemoveAsync);
        core.Handle(Commands.CreateWorkspaceInvite, tenants.InviteAsync);
        core.HandleInternal(ChannelAccess.FitCommand, core.Services.GetRequiredService<ChannelAccess>().FitAtAsync);
    }

    static void BindPersonal(Core core)
    {
        var clearing = core.Services.GetRequiredService<Clearing>();
        core.Handle(Commands.HideMessage, clearing.HideAsync);
        core.Handle(Commands.ClearHistory, clearing.ClearAsync);

        var starring = core.Services.GetRequiredService<Starring>();
        core.Handle(Commands.Star, starring.StarAsync);
        core.Handle(Commands.Unstar, starring.UnstarAsync);
        core.Handle(Commands.ListStarred, starring.ListStarredAsync);
        core.Handle(Commands.ListMentions, starring.ListMentionsAsync);

        var scheduling = core.Services.GetRequiredService<Scheduling>();
        core.Handle(Commands.ScheduleMessage, scheduling.ScheduleAsync);
        core.Handle(Commands.ListScheduled, scheduling.ListAsync);
        core.Handle(Commands.CancelScheduled, scheduling.CancelAsync);

        var blocking = core.Services.GetRequiredService<Blocking>();
        core.Handle(Commands.Block, blocking.BlockAsync);
        core.Handle(Commands.Unblock, blocking.UnblockAsync);
        core.HandleInternal(Blocking.Command, blocking.ForgetAsync);
    }

    static void Listen(Workers workers)
    {
        workers.Listen("chat.channels", ChannelTenants.Topics, workers.Services.GetRequiredService<ChannelTenants>().HearAsync);
        var blocking = workers.Services.GetRequiredService<Blocking>();
        workers.Listen("chat.relations", [ContactsFacts.RelationsChanged.Topic], blocking.HearRelationsAsync);
        workers.Listen("chat.privacy", [AccountsFacts.PrivacyChanged.Topic, AccountsFacts.UserDeactivated.Topic], blocking.HearPrivacyAsync);
        workers.Listen("chat.scheduled", [AccountsFacts.UserDeactivated.Topic], workers.Services.GetRequiredService<Scheduling>().HearAsync);
        workers.Listen("chat.checkpoints", [ChatFacts.Posted.Topic], workers.Services.GetRequiredService<Checkpoints>().HearAsync,
            gather: TimeSpan.FromMilliseconds(workers.Services.GetRequiredService<ChatOptions>().SettleMs));
        workers.Listen("chat.previews", [ChatFacts.LinkPosted.Topic], workers.Services.GetRequiredService<Previewing>().HearAsync);
        workers.Listen("chat.profiles", [AccountsFacts.UserChanged.Topic], workers.Services.GetRequiredService<Profiles>().HearAsync);
    }
}
