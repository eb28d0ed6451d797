using Xunit;

namespace Teahouse.Tests.Web;

/// <summary>
/// How screens are looked at: on a desk and a phone, light and dark, in English and Chinese. Ordinarily each of these twice; where
/// <c>./teahouse screens</c> takes pictures, every one with every other.
/// </summary>
public sealed class Looks : TheoryData<bool, bool, string>
{
    /// <summary>Where pictures of all screens go; null when none are taken.</summary>
    public static string? Pictures => Environment.GetEnvironmentVariable("SCREENS_FOLDER");

    public Looks()
    {
        foreach (var phone in new[] { false, true })
        {
            foreach (var dark in new[] { false, true })
            {
                foreach (var locale in new[] { "en-GB", "zh-CN" })
                {
                    if (Pictures is not null || (dark ^ phone) == (locale == "zh-CN"))
                    {
                        Add(phone, dark, locale);
                    }
                }
            }
        }
    }
}
