using System.ComponentModel.DataAnnotations;
using Teahouse.Platform.Config;
using Xunit;

namespace Teahouse.Tests.Config;

/// <summary>How a kitchen is run.</summary>
public sealed record KitchenOptions : IValidatableObject
{
    /// <summary>Pots on the stove at a time.</summary>
    [Range(1, 8)]
    public int Pots { get; init; } = 2;

    /// <summary>Seconds that a pot may boil; <c>0</c> for ever.</summary>
    [Range(0.0, 600.0)]
    public double BoilS { get; init; } = 90.5;

    /// <summary>What is on the menu.</summary>
    public IReadOnlyList<Tea> Menu { get; init; } = [Tea.Green];

    /// <summary>Who cooks.</summary>
    [Required]
    public string? Cook { get; init; } = "Alice";

    /// <summary>Whether guests may look in.</summary>
    public bool Open { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Menu.Count > Pots)
        {
            yield return new("the menu is longer than there are pots.");
        }
    }
}

public enum Tea
{
    Green,
    PuErh,
}

public sealed class ConfigTests
{
    static readonly OptionsSection[] Sections = [new("kitchen", typeof(KitchenOptions))];

    [Fact]
    public void Alice_sets_nothing_and_gets_the_defaults() => Assert.Equal(2, Bind(Settings.None).Pots);

    [Fact]
    public void A_key_is_set_by_the_strongest_layer()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, """{ "kitchen": { "pots": 3, "boil_s": 12.5, "cook": "Bob", "menu": ["green", "pu_erh"], /* why not */ }, }""");
        var environment = new Dictionary<string, string> { ["TEAHOUSE_KITCHEN__POTS"] = "4", ["TEAHOUSE_KITCHEN__COOK"] = "Carol", ["HOME"] = "/" };
        var settings = Settings.None.WithFile(file).WithEnvironment(environment).With([new("kitchen.pots", "5")], "command line");
        File.Delete(file);

        var kitchen = Bind(settings);

        Assert.Equal((5, 12.5, "Carol"), (kitchen.Pots, kitchen.BoilS, kitchen.Cook));
        Assert.Equal([Tea.Green, Tea.PuErh], kitchen.Menu);
    }

    [Fact]
    public void Bob_is_told_every_error_at_once_with_its_path_and_no_value()
    {
        var environment = new Dictionary<string, string>
        {
            ["TEAHOUSE_KITCHEN__POTS"] = "many-secret", ["TEAHOUSE_KITCHN__POTS"] = "secret", ["TEAHOUSE_POTS"] = "secret",
        };
        var settings = Settings.None.WithEnvironment(environment)
            .With([new("kitchen.boil_s", "601"), new("kitchen.menu", "coffee-secret"), new("kitchen.cook", ""), new("kitchen.open", "1")], "command line");

        var error = Assert.Throws<ConfigurationException>(() => Bind(settings));

        Assert.Equal(
            [
                "TEAHOUSE_POTS: unknown variable of the environment; a key is TEAHOUSE_SECTION__KEY.",
                "kitchn.pots: unknown key (set by environment).",
                "kitchen.pots: must be a whole number (set by environment).",
                "kitchen.boil_s: The field kitchen.boil_s must be between 0 and 600 (set by command line).",
                "kitchen.menu: must be a list of which each is one of green, pu_erh (set by command line).",
                "kitchen.cook: The kitchen.cook field is required (set by command line).",
                "kitchen.open: must be true or false (set by command line).",
            ],
            error.Errors);
        Assert.DoesNotContain("secret", error.Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("12,5")]
    [InlineData("")]
    public void A_number_that_is_none_is_refused(string value) =>
        Assert.Throws<ConfigurationException>(() => Bind(Settings.None.With([new("kitchen.boil_s", value)], "test")));

    [Theory]
    [InlineData("{", "kitchen.json")]
    [InlineData("[]", "the file must be an object")]
    [InlineData("""{ "kitchen": 3 }""", "kitchen must be an object")]
    [InlineData("""{ "kitchen": { "pots": 1, "pots": 2 } }""", "pots")]
    [InlineData("""{ "kitchen": { "pots": { "many": 1 } } }""", "kitchen.pots")]
    public void A_file_that_is_not_sections_of_keys_is_refused(string text, string words)
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "kitchen.json");
        File.WriteAllText(file, text);
        var error = Assert.Throws<ConfigurationException>(() => Bind(Settings.None.WithFile(file)));
        folder.Delete(recursive: true);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error() =>
        Assert.Contains("nowhere.json", Assert.Throws<ConfigurationException>(() => Bind(Settings.None.WithFile("nowhere.json"))).Message);

    [Fact]
    public void The_keys_of_a_record_are_checked_against_each_other()
    {
        var error = Assert.Throws<ConfigurationException>(
            () => Bind(Settings.None.With([new("kitchen.pots", "1"), new("kitchen.menu", "green,pu_erh")], "test")));
        Assert.Equal(["kitchen: the menu is longer than there are pots."], error.Errors);
    }

    [Fact]
    public void The_page_says_what_the_record_says()
    {
        var page = ConfigurationPage.Write(Sections);
        Assert.Contains("## kitchen\nHow a kitchen is run.", page);
        Assert.Contains("| `kitchen.pots` | whole number | `2` | 1–8 | Pots on the stove at a time. |", page);
        Assert.Contains("| `kitchen.boil_s` | number | `90.5` | 0–600 | Seconds that a pot may boil; `0` for ever. |", page);
        Assert.Contains("| `kitchen.menu` | list of `green`, `pu_erh` | `green` | – | What is on the menu. |", page);
        Assert.Contains("| `TEAHOUSE_SEEDED_BUG` |", page);
    }

    static KitchenOptions Bind(Settings settings) => (KitchenOptions)OptionsBinder.Bind(Sections, settings).Single();
}
