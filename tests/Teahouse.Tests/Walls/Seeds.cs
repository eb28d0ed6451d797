// Small houses that break the rules on purpose, so that the rules are seen to work.
#pragma warning disable IDE0130, CA1823, CS0169, CA1822, SYSLIB1006
using Microsoft.Extensions.Logging;

namespace Teahouse.Tests.Walls.Seeds.Loose
{
    /// <summary>Stands in no unit of its table.</summary>
    public sealed class Drifter;
}

namespace Teahouse.Tests.Walls.Seeds.Cellar
{
    public sealed class Barrel
    {
        public const int Litres = 200;
        public int Left { get; set; } = 7;
        internal int Hidden { get; set; }
    }

    sealed class Secret;

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "One barrel")]
        public static partial void One(this ILogger logger);

        [LoggerMessage(1, LogLevel.Debug, "Another barrel")]
        public static partial void Another(this ILogger logger);

        [LoggerMessage(2, LogLevel.Debug, "The last barrel")]
        public static partial void Last(this ILogger logger);
    }

    interface ILonely;

    sealed class Hermit : ILonely;
}

namespace Teahouse.Tests.Walls.Seeds.Kitchen
{
    /// <summary>Uses what it may.</summary>
    public sealed class Cook
    {
        public int Look(Cellar.Barrel barrel) => barrel.Left;
    }

    /// <summary>Uses a type that is not public, in a field only.</summary>
    sealed class Thief
    {
        readonly List<Cellar.Secret[]>? _loot;
    }

    /// <summary>Uses a member that is not public.</summary>
    sealed class Spy
    {
        public static int Look(Cellar.Barrel barrel) => barrel.Hidden;
    }
}

namespace Teahouse.Tests.Walls.Seeds.Dining
{
    /// <summary>Uses a unit that its row does not name, within an async method alone.</summary>
    sealed class Guest
    {
        public static async Task<int> StealAsync()
        {
            await Task.Yield();
            return new Cellar.Barrel().Left;
        }
    }
}
