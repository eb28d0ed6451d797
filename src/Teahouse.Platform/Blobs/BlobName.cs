using System.Text.RegularExpressions;

namespace Teahouse.Platform.Blobs;

/// <summary>
/// Names of blobs and stages: two parts or more between slashes, each of a–z, 0–9, dot, underline and hyphen, and none begins with a dot.
/// The first part is what kind of blob it is; <c>stage</c> and <c>new</c> are the stores' own.
/// </summary>
static partial class BlobName
{
    const int MaxChars = 200;

    /// <exception cref="ArgumentException">It is no name.</exception>
    public static string Check(string name) => name.Length <= MaxChars && Form().IsMatch(name)
        ? name
        : throw new ArgumentException($"{name} is no name of a blob.", nameof(name));

    [GeneratedRegex(@"\A(?!(stage|new)/)[a-z0-9_-]+(/(?!\.)[a-z0-9._-]+)+\z")]
    private static partial Regex Form();
}
