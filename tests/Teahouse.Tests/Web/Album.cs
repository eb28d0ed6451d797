using System.Text;
using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Media;
using Xunit;

namespace Teahouse.Tests.Web;

/// <summary>Files that people have on their devices, and what they do with them.</summary>
static class Album
{
    public static FilePayload Photo(string name, int width = 640, int height = 480) => File(name, "image/png", Pictures.New(width, height));

    public static FilePayload Notes(string name, string text) => File(name, "text/plain", Encoding.UTF8.GetBytes(text));

    public static FilePayload File(string name, string type, byte[] bytes) => new() { Name = name, MimeType = type, Buffer = bytes };

    /// <summary>Chooses photos and videos, as from the menu.</summary>
    public static Task ChoosesPicturesAsync(this Visitor visitor, params FilePayload[] files) =>
        visitor.Page.Locator("form input[data-pick=pictures]").SetInputFilesAsync(files);

    /// <summary>Chooses files that are to be sent as they are.</summary>
    public static Task ChoosesFilesAsync(this Visitor visitor, params FilePayload[] files) =>
        visitor.Page.Locator("form input[data-pick=files]").SetInputFilesAsync(files);

    /// <summary>Sends what lies in the sheet, with words to it.</summary>
    public static async Task SendsAsync(this Visitor visitor, string caption = "")
    {
        await visitor.Dialog.GetByRole(AriaRole.Textbox, new() { Name = "Add a caption" }).FillAsync(caption);
        await visitor.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }

    /// <summary>Lets the page have files as a paste or a drop would: an event with them.</summary>
    public static Task HandAsync(this ILocator where, string type, FilePayload file) => where.EvaluateAsync(
        """
        (element, [type, name, kind, base64]) => {
          const bytes = Uint8Array.from(atob(base64), char => char.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], name, { type: kind }));
          const init = { bubbles: true, cancelable: true };
          const event = type === 'paste' ? new ClipboardEvent(type, { ...init, clipboardData: carried }) : new DragEvent(type, { ...init, dataTransfer: carried });
          element.dispatchEvent(event);
        }
        """,
        new[] { type, file.Name, file.MimeType, Convert.ToBase64String(file.Buffer) });

    /// <summary>Sends files without a browser.</summary>
    public static async Task<Sent> SendsFilesAsync(
        this Person person, TestServer server, Room room, string? text, params (string Kind, string? Name, byte[] Bytes)[] files)
    {
        var items = new List<MediaItem>();
        foreach (var (kind, name, bytes) in files)
        {
            var file = await person.UploadAsync(server, bytes, kind, name);
            await Eventually.True($"{name} is ready", async () =>
                (await person.Api.CallAsync(Commands.GetMedia, new(file.Item.Sha256, 5), TestContext.Current.CancellationToken)).State == "ready");
            items.Add(new(file.Item.Sha256, kind, name));
        }

        return await person.SendsAsync(room, new MediaContent(items, text));
    }
}
