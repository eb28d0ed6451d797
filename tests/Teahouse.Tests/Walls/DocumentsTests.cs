using Teahouse.Platform.Config;
using Xunit;

namespace Teahouse.Tests.Walls;

public sealed class DocumentsTests
{
    [Fact]
    public void The_page_of_settings_says_what_the_code_says() =>
        Assert.True(ConfigurationPage.Write(Modules.Sections) == Repository.Read("docs/configuration.md"),
            "docs/configuration.md is not what the options records say: run ./teahouse config doc.");
}
