using Teahouse.Platform.Blobs;
using Teahouse.Platform.Config;
using Xunit;

namespace Teahouse.Tests.Blobs;

public sealed class BlobOptionsTests
{
    [Theory]
    [InlineData("blobs: s3_endpoint must be an address", "s3_endpoint", "storage.example")]
    [InlineData("blobs: s3_endpoint must be an address", "s3_endpoint", "ftp://storage.example")]
    [InlineData("blobs: s3_key_id and s3_secret are given together", "s3_key_id", "key")]
    [InlineData("blobs: s3_key_id and s3_secret are given together", "s3_secret", "secret")]
    public void What_the_operator_got_wrong_is_said(string words, string key, string value)
    {
        var settings = Settings.None.With(new Dictionary<string, string?> { [$"blobs.{key}"] = value }, "test");
        var refused = Assert.Throws<ConfigurationException>(() => OptionsBinder.Bind([new("blobs", typeof(BlobOptions))], settings));
        Assert.StartsWith(words, refused.Message);
    }
}
