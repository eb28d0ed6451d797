namespace Teahouse.Platform.Blobs;

/// <summary>
/// Keeps blobs by name. A blob is whole or not there; it never changes. What is not whole yet is staged under a name of its own, and survives
/// the process. Names have two parts or more, see <see cref="BlobName"/>. What cannot be reached is an <see cref="IOException"/>.
/// </summary>
public interface IBlobStore
{
    /// <summary>Makes the place ready at start: whoever runs the node hears then, not with the first file, that nothing can be kept.</summary>
    /// <exception cref="IOException">Nothing can be kept there; the message says why.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes content into a staged blob from an offset on, in place of whatever was there beyond it. Memory stays within a few MB. A stage
    /// has one writer at a time: the caller sees to that.
    /// </summary>
    /// <param name="staged">Its name; a stage that is not there begins at offset 0.</param>
    /// <param name="offset">How much of it counts: a multiple of nothing, but never beyond what has been told.</param>
    /// <param name="content">Read to its end. When it breaks, what has come before is kept all the same, and the exception goes on.</param>
    /// <param name="kept">Told, in order, up to which offset the bytes are durable: at least every 16 MB, and at the end or the break.</param>
    /// <param name="cancellationToken">Ends the writing as a break does.</param>
    /// <exception cref="StorageFullException">There is no room left; what was told before is kept.</exception>
    /// <exception cref="EndOfStreamException">The stage has lost what counts of it.</exception>
    Task AppendAsync(string staged, long offset, Stream content, Func<long, ValueTask> kept, CancellationToken cancellationToken);

    /// <summary>Reads the first bytes of a staged blob, as many as have been told durable.</summary>
    /// <exception cref="EndOfStreamException">It has not so many.</exception>
    Task<Stream> OpenStagedAsync(string staged, long length, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a blob of the first bytes of a stage, and lets go of the stage. When there is a blob of that name it stays as it is. Asking again
    /// after it is done changes nothing.
    /// </summary>
    /// <exception cref="EndOfStreamException">The stage has not so many bytes, and there is no blob of that name.</exception>
    Task CommitAsync(string staged, long length, string name, CancellationToken cancellationToken);

    /// <summary>Lets go of a stage; nothing when it is not there.</summary>
    Task DiscardAsync(string staged, CancellationToken cancellationToken);

    /// <summary>Keeps a blob. When there is a blob of that name it is replaced as a whole.</summary>
    /// <exception cref="StorageFullException">There is no room left.</exception>
    Task PutAsync(string name, Stream content, CancellationToken cancellationToken);

    /// <summary>How long a blob is; null when it is not there.</summary>
    Task<long?> LengthAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a blob, or a part of it: as much of that as there is; null when the blob is not there.</summary>
    Task<Stream?> OpenAsync(string name, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Deletes a blob; nothing when it is not there.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Every blob and every stage of which the name begins so, in no order, with when it was last written.</summary>
    IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>A blob or a stage that is kept.</summary>
public sealed record BlobEntry(string Name, bool Staged, DateTimeOffset WrittenAt);

/// <summary>There is no room left to keep a blob.</summary>
public sealed class StorageFullException(string message, Exception? inner = null) : IOException(message, inner);
