using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>
/// What has files, for the transaction of the unit whose thing it is: statements, and the values that they take. A file lives as long as
/// something has it; nobody who adds or drops a reference waits for anybody.
/// </summary>
public static class MediaReferences
{
    /// <summary>Takes <see cref="Values"/>.</summary>
    public static string Add => MediaSql.AddReferences;

    /// <summary>Takes an owner, a place, and now.</summary>
    public static string DropAt => MediaSql.DropAt;

    /// <summary>Takes an owner, the place after which and the place up to which, and now.</summary>
    public static string DropWithin => MediaSql.DropWithin;

    /// <summary>Takes owners that have files at place 0, and now.</summary>
    public static string DropOf => MediaSql.DropOf;

    /// <summary>Takes <see cref="ValuesOfLink"/>.</summary>
    public static string AddLink => MediaSql.AddLink;

    /// <summary>Takes an owner, a place, and now.</summary>
    public static string DropLink => MediaSql.DropLink;

    /// <summary>The values for <see cref="AddLink"/>. A picture of a page is nobody's, and takes nobody's room.</summary>
    public static object?[] ValuesOfLink(Guid owner, long place, MediaItem? picture) =>
        [owner, place, picture is null ? null : Convert.FromHexString(picture.Sha256)];

    /// <summary>The values for <see cref="Add"/>.</summary>
    /// <param name="owner">A conversation, or whatever else has an id.</param>
    /// <param name="place">The seq of the message; 0 where there are no places.</param>
    /// <param name="user">Who gives the files.</param>
    /// <param name="workspace">Whose room they take.</param>
    /// <param name="items">The files.</param>
    public static object?[] Values(Guid owner, long place, Guid user, Guid? workspace, IEnumerable<MediaItem> items)
    {
        var listed = items.Select(item => (item.Sha256, List: MediaKinds.ListOf(item.Kind))).Distinct().ToArray();
        return [owner, place, user, workspace, Array.ConvertAll(listed, i => Convert.FromHexString(i.Sha256)), Array.ConvertAll(listed, i => i.List)];
    }
}
