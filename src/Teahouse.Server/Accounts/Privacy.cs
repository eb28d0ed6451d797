namespace Teahouse.Server.Accounts;

/// <summary>Whom somebody lets see or do something.</summary>
public enum Audience
{
    Everyone,
    Contacts,
    Nobody,
}

/// <summary>What somebody lets others see and do.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="Online">Who may see whether they are there.</param>
/// <param name="LastSeen">Who may see when they were last there.</param>
/// <param name="Strangers">Who may write to them first.</param>
/// <param name="ReadReceipts">Whether others may see how far they have read.</param>
/// <param name="Deactivated">The account is closed: nobody may do anything.</param>
public sealed record Privacy(Guid User, Audience Online, Audience LastSeen, Audience Strangers, bool ReadReceipts, bool Deactivated);
