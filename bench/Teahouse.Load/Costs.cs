namespace Teahouse.Load;

/// <summary>What a server and its database have used so far.</summary>
readonly record struct Costs(ProcessCost Server, ProcessCost Database)
{
    public static Costs operator -(Costs after, Costs before) => new(after.Server - before.Server, after.Database - before.Database);
}
