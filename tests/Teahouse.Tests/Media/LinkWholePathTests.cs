using System.Net.Http.Headers;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Fetch;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>A link from Alice's device to the card on Bob's, through a whole server.</summary>
public sealed class LinkWholePathTests
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_posts_a_link_and_Bobs_phone_shows_its_card_with_its_picture()
    {
        var picture = Pictures.New();
        await using var site = await Site.OpenAsync(context =>
        {
            if (context.Request.Path == "/leaf")
            {
                return Site.HtmlAsync(context, "<title>Green leaf</title><meta property='og:image' content='/cup.png'>");
            }

            context.Response.ContentType = "image/png";
            return context.Response.Body.WriteAsync(picture, 0, picture.Length);
        });
        await using var server = await TestServer.StartAsync(
            ("media.link_previews", "true"), ("fetch.allowed_networks", "127.0.0.1/32"), ("fetch.allowed_ports", $"{site.Port}"));
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        var phone = await bob.DeviceAsync();
        var sent = await alice.SaysAsync(bob, $"look: {site.At("/leaf")}");
        await Eventually.True("Bob's phone shows the card", () => Shown(sent.Seq)?.Preview is not null, () => Shown(sent.Seq));

        var card = Shown(sent.Seq)!.Preview!;
        Assert.Equal((site.At("/leaf").AbsoluteUri, "Green leaf", "image"), (card.Url, card.Title, card.Picture?.Kind));
        var grants = await bob.Api.CallAsync(Commands.OpenMedia, new([new(sent.ConversationId, sent.Seq)]), Patience);
        using var http = server.Http();
        using var small = await http.GetAsync($"{Assert.Single(grants.Grants).Url}/small", Patience);
        Assert.True(small.IsSuccessStatusCode);
        Assert.Equal(new MediaTypeHeaderValue("image/webp"), small.Content.Headers.ContentType);

        var removed = await server.DoAsync(phone, Commands.GetMessage, new(sent.Id));
        Assert.Equal(card, removed.Preview);
        await alice.Api.CallAsync(Commands.RemovePreview, new(sent.ConversationId, sent.Seq), Patience);
        await Eventually.True("it is gone again", () => Shown(sent.Seq)?.Preview is null);
        await server.LawAsync();

        Message? Shown(long seq) => phone.Look(state => state.Conversations.GetValueOrDefault(sent.ConversationId)?.At(seq));
    }
}
