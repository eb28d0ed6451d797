using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Contacts;

/// <summary>Contacts: who is whose friend, who has blocked whom, and who may thus do what.</summary>
public static class ContactsModule
{
    public static Door Door { get; } = new("contacts") { Options = typeof(ContactsOptions), Add = Add, Core = Bind, Worker = Listen };

    static void Add(IServiceCollection services) => services
        .AddSingleton<Pairs>()
        .AddSingleton<Relations>()
        .AddSingleton<Friends>()
        .AddSingleton<Requests>()
        .AddSingleton<Finding>()
        .AddSingleton<Departures>()
        .AddSingleton(s => new Blocks(
            s.GetRequiredService<Npgsql.NpgsqlDataSource>(), s.GetRequiredService<Pairs>(), s.GetRequiredService<People>(),
            s.GetRequiredService<TimeProvider>()));

    static void Bind(Core core)
    {
        var friends = core.Services.GetRequiredService<Friends>();
        core.Handle(Commands.ListContacts, friends.ListAsync);
        core.Handle(Commands.UpdateContact, friends.UpdateAsync);
        core.Handle(Commands.DeleteContact, friends.DeleteAsync);

        var requests = core.Services.GetRequiredService<Requests>();
        core.Handle(Commands.ListContactRequests, requests.ListAsync);
        core.Handle(Commands.RequestContact, requests.RequestAsync);
        core.Handle(Commands.AnswerContactRequest, requests.AnswerAsync);
        core.Handle(Commands.WithdrawContactRequest, requests.WithdrawAsync);

        // Blocking and unblocking are bound by Chat, around Blocks: the owner of the direct conversation learns of it before the answer.
        core.Handle(Commands.ListBlocks, core.Services.GetRequiredService<Blocks>().ListAsync);

        var finding = core.Services.GetRequiredService<Finding>();
        core.Handle(Commands.FindUsers, finding.FindAsync);
        core.Handle(Commands.GetContactCode, finding.GetCodeAsync);
        core.Handle(Commands.RenewContactCode, finding.RenewCodeAsync);
        core.Handle(Commands.FindByCode, finding.FindByCodeAsync);
    }

    static void Listen(Workers workers) => workers.Listen(
        "contacts.departures", [AccountsFacts.UserDeactivated.Topic], workers.Services.GetRequiredService<Departures>().HearAsync);
}
