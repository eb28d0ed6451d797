using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>Accounts: who logs in, on which devices, and what they show of themselves.</summary>
public static class AccountsModule
{
    public static Door Door { get; } = new("accounts") { Options = typeof(AccountsOptions), Add = Add, Core = Bind };

    static void Add(IServiceCollection services) => services
        .AddSingleton<People>()
        .AddSingleton<Attempts>()
        .AddSingleton<Passwords>()
        .AddSingleton<IdempotencyKeys>()
        .AddSingleton<ChangeLog>()
        .AddSingleton<OwnDevices>()
        .AddSingleton<Sessions>()
        .AddSingleton<LogIns>()
        .AddSingleton<Pairings>()
        .AddSingleton<Registration>()
        .AddSingleton<PasswordChange>()
        .AddSingleton<Deactivation>()
        .AddSingleton<Profiles>()
        .AddSingleton<OwnSettings>()
        .AddSingleton<LastSeen>()
        .AddSingleton<Authentication>()
        .AddSingleton(s => new LivingSessions(s.GetRequiredService<Npgsql.NpgsqlDataSource>(), s.GetRequiredService<Sessions>()))
        .AddSingleton<Upkeep>();

    static void Bind(Core core)
    {
        core.Handle(Commands.Register, core.Services.GetRequiredService<Registration>().RegisterAsync);
        core.Handle(Commands.LogIn, core.Services.GetRequiredService<LogIns>().LogInAsync);

        var sessions = core.Services.GetRequiredService<Sessions>();
        core.Handle(Commands.LogOut, sessions.LogOutAsync);
        core.Handle(Commands.ListSessions, sessions.ListAsync);
        core.Handle(Commands.RevokeSession, sessions.RevokeAsync);

        var pairings = core.Services.GetRequiredService<Pairings>();
        core.Handle(Commands.BeginPairing, pairings.BeginAsync);
        core.Handle(Commands.LookAtPairing, pairings.LookAsync);
        core.Handle(Commands.AnswerPairing, pairings.AnswerAsync);
        core.Handle(Commands.FinishPairing, pairings.FinishAsync);

        var profiles = core.Services.GetRequiredService<Profiles>();
        core.Handle(Commands.GetMe, profiles.GetMeAsync);
        core.Handle(Commands.UpdateMe, profiles.UpdateMeAsync);
        core.Handle(Commands.GetUser, profiles.GetUserAsync);

        var settings = core.Services.GetRequiredService<OwnSettings>();
        core.Handle(Commands.GetSettings, settings.GetAsync);
        core.Handle(Commands.UpdateSettings, settings.UpdateAsync);

        core.Handle(Commands.ChangePassword, core.Services.GetRequiredService<PasswordChange>().ChangeAsync);
        core.Handle(Commands.Deactivate, core.Services.GetRequiredService<Deactivation>().DeactivateAsync);
        core.HandleInternal("authenticate", core.Services.GetRequiredService<Authentication>().AuthenticateAsync);
        core.HandleInternal("seen", core.Services.GetRequiredService<LastSeen>().NoteAsync);
        core.Services.GetRequiredService<Upkeep>().Start();
    }
}
