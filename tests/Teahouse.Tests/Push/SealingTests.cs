using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Teahouse.Protocol;
using Teahouse.Server.Push;
using Xunit;

namespace Teahouse.Tests.Push;

/// <summary>What is pushed can be read by the browser that it is for, and by nobody on the way.</summary>
public sealed class SealingTests
{
    [Fact]
    public void The_example_of_RFC_8291_comes_out_byte_for_byte()
    {
        var p256dh = Base64Url.DecodeFromChars("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        var point = Base64Url.DecodeFromChars("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        using var own = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, D = Base64Url.DecodeFromChars("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            Q = new() { X = point[1..33], Y = point[33..] },
        });
        var made = Sealing.Seal(
            "When I grow up, I want to be a watermelon"u8, p256dh, Base64Url.DecodeFromChars("BTBZMqHH6r4Tts7J_aSIgg"), own,
            Base64Url.DecodeFromChars("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
            + "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(made));
    }

    [Fact]
    public void The_largest_push_is_what_every_push_service_takes_and_a_larger_one_is_not_made()
    {
        using var browser = new Browser();
        var text = new byte[Sealing.MostBytes];
        Random.Shared.NextBytes(text);
        var made = Sealing.Seal(text, browser.P256dh, browser.Auth);
        Assert.Equal(Limits.PushBytes, made.Length);
        Assert.Equal(text, browser.Open(made));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sealing.Seal(new byte[Sealing.MostBytes + 1], browser.P256dh, browser.Auth));
    }

    [Fact]
    public void The_same_words_are_never_sealed_alike_and_another_browser_cannot_open_them()
    {
        using var browser = new Browser();
        using var other = new Browser();
        var words = Encoding.UTF8.GetBytes("the kettle is under the third stair");
        var made = Sealing.Seal(words, browser.P256dh, browser.Auth);
        Assert.NotEqual(made, Sealing.Seal(words, browser.P256dh, browser.Auth));
        Assert.ThrowsAny<CryptographicException>(() => other.Open(made));
    }
}
