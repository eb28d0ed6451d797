using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>One line of a device's journal: exactly one of its fields is set.</summary>
public sealed record Entry
{
    /// <summary>Something that was applied.</summary>
    public Update? Update { get; init; }

    /// <summary>A message that waits to be sent.</summary>
    public SendMessage? Queued { get; init; }

    /// <summary>The id of a queued message that needs no sending any more.</summary>
    public Guid? Settled { get; init; }

    /// <summary>The user has read up to here, whether the server knows it or not.</summary>
    public PutReceipt? Read { get; init; }

    /// <summary>A cursor that is sure.</summary>
    public string? Cursor { get; init; }

    /// <summary>Bodies of this conversation begin behind this seq.</summary>
    public MessagePlace? StartAfter { get; init; }

    /// <summary>Nothing more of this conversation is shown up to this seq.</summary>
    public MessagePlace? Covered { get; init; }

    /// <summary>All before is void, except what waits to be sent.</summary>
    public bool? Reset { get; init; }
}

/// <summary>
/// Where a device keeps its journal. Replaying it gives the device's state again. Entries may be lost from the end when the machine dies,
/// never when only the process does.
/// </summary>
public interface IDeviceStore : IDisposable
{
    /// <summary>Reads the journal from its beginning.</summary>
    IEnumerable<Entry> Read();

    void Append(Entry entry);

    /// <summary>Hands what was appended to the operating system.</summary>
    void Flush();

    /// <summary>Puts a shorter journal that says the same in place of this one.</summary>
    void Replace(IEnumerable<Entry> entries);
}

/// <summary>Keeps the journal as long as this object lives; hand it to a second device to restart the first.</summary>
public sealed class MemoryStore : IDeviceStore
{
    List<Entry> _entries = [];

    public IEnumerable<Entry> Read() => _entries.ToList();

    public void Append(Entry entry) => _entries.Add(entry);

    public void Flush()
    {
    }

    public void Replace(IEnumerable<Entry> entries) => _entries = [.. entries];

    public void Dispose()
    {
    }
}

/// <summary>Keeps the journal in one file, a line of JSON per entry. A last line that was cut off is ignored.</summary>
public sealed class FileStore(string path) : IDeviceStore
{
    FileStream? _file;

    public IEnumerable<Entry> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (var line in File.ReadLines(path))
        {
            if (Parse(line) is not { } entry)
            {
                yield break;
            }

            yield return entry;
        }
    }

    public void Append(Entry entry) => Write(Open(), entry);

    public void Flush() => _file?.Flush();

    public void Replace(IEnumerable<Entry> entries)
    {
        Dispose();
        using (var next = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            foreach (var entry in entries)
            {
                Write(next, entry);
            }
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    FileStream Open() => _file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 64 * 1024);

    static void Write(FileStream file, Entry entry)
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.Entry));
        file.WriteByte((byte)'\n');
    }

    static Entry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.Entry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Entry))]
sealed partial class JournalJson : JsonSerializerContext;
