using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Teahouse.Platform.Blobs;

/// <summary>
/// One bucket of an S3 service, whosever it is: path-style addresses, and of checksums only what the service insists on. Whatever it cannot do
/// or be reached for is an <see cref="IOException"/>.
/// </summary>
sealed class S3Bucket(BlobOptions options) : IDisposable
{
    readonly AmazonS3Client _client = Connect(options);

    string Bucket => options.S3Bucket;

    public void Dispose() => _client.Dispose();

    /// <summary>Makes the bucket where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await FoundAsync(() => _client.HeadBucketAsync(new() { BucketName = Bucket }, cancellationToken)) is null)
            {
                await AskAsync(() => _client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket }, cancellationToken));
            }
        }
        catch (IOException e)
        {
            throw new IOException($"blobs.s3_endpoint: the bucket {Bucket} at {options.S3Endpoint} cannot be used: {e.Message}", e);
        }
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => AskAsync(() => _client.PutObjectAsync(
        new() { BucketName = Bucket, Key = key, InputStream = Read(bytes), UseChunkEncoding = false }, cancellationToken));

    public async Task<long?> LengthAsync(string key, CancellationToken cancellationToken) =>
        (await FoundAsync(() => _client.GetObjectMetadataAsync(new() { BucketName = Bucket, Key = key }, cancellationToken)))?.ContentLength;

    /// <summary>Reads an object, or as much of a part of it as there is; null when it is not there.</summary>
    public async Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        if (await LengthAsync(key, cancellationToken) is not { } whole)
        {
            return null;
        }

        var count = Math.Min(length, whole - Math.Min(offset, whole));
        if (count == 0)
        {
            return Stream.Null;
        }

        var range = new ByteRange(offset, offset + count - 1);
        return await FoundAsync(() => _client.GetObjectAsync(
            new() { BucketName = Bucket, Key = key, ByteRange = range }, cancellationToken)) is { } found
            ? new Part(found.ResponseStream, count) : null;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        FoundAsync(() => _client.DeleteObjectAsync(new() { BucketName = Bucket, Key = key }, cancellationToken));

    /// <summary>The objects of which the key begins so, in order of their keys.</summary>
    public async IAsyncEnumerable<S3Entry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        do
        {
            var page = await AskAsync(() => _client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new(found.Key, found.Size ?? 0, new DateTimeOffset(found.LastModified!.Value.ToUniversalTime()));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Makes a large object of parts; nothing is there, and nothing stays, when that breaks.</summary>
    public async Task AssembleAsync(string key, Func<Assembly, Task> parts, CancellationToken cancellationToken)
    {
        var begun = await AskAsync(() => _client.InitiateMultipartUploadAsync(new() { BucketName = Bucket, Key = key }, cancellationToken));
        var assembly = new Assembly(this, key, begun.UploadId);
        try
        {
            await parts(assembly);
            await AskAsync(() => _client.CompleteMultipartUploadAsync(
                new() { BucketName = Bucket, Key = key, UploadId = begun.UploadId, PartETags = assembly.Tags }, cancellationToken));
        }
        catch
        {
            await FoundAsync(() => _client.AbortMultipartUploadAsync(
                new() { BucketName = Bucket, Key = key, UploadId = begun.UploadId }, CancellationToken.None));
            throw;
        }
    }

    static AmazonS3Client Connect(BlobOptions options)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = options.S3Endpoint,
            AuthenticationRegion = options.S3Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        return options.S3KeyId is null ? new(config) : new(options.S3KeyId, options.S3Secret, config);
    }

    static MemoryStream Read(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false) : new(bytes.ToArray(), writable: false);

    /// <summary>What is answered; null when it is not there.</summary>
    static async Task<T?> FoundAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await AskAsync(ask);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException(e.Message, e);
        }
        catch (AmazonServiceException e) when (e.StatusCode is HttpStatusCode.InsufficientStorage or HttpStatusCode.RequestEntityTooLarge)
        {
            throw new StorageFullException("There is no room left where the blobs are kept.", e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new IOException($"The S3 service: {e.Message}", e);
        }
    }

    /// <summary>A large object in the making.</summary>
    public sealed class Assembly(S3Bucket bucket, string key, string upload)
    {
        public List<PartETag> Tags { get; } = [];

        /// <summary>Numbers begin at 1; every part but the last has at least 5 MiB.</summary>
        public async Task PutAsync(int number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            var done = await AskAsync(() => bucket._client.UploadPartAsync(
                new()
                {
                    BucketName = bucket.Bucket, Key = key, UploadId = upload, PartNumber = number, PartSize = bytes.Length,
                    InputStream = Read(bytes), UseChunkEncoding = false,
                },
                cancellationToken));
            Tags.Add(new(number, done.ETag));
        }

        /// <summary>The first bytes of another object become a part, on the server's side.</summary>
        public async Task CopyAsync(int number, string from, long length, CancellationToken cancellationToken)
        {
            var done = await AskAsync(() => bucket._client.CopyPartAsync(
                new()
                {
                    SourceBucket = bucket.Bucket, SourceKey = from, DestinationBucket = bucket.Bucket, DestinationKey = key, UploadId = upload,
                    PartNumber = number, FirstByte = 0, LastByte = length - 1,
                },
                cancellationToken));
            Tags.Add(new(number, done.ETag));
        }
    }
}

/// <summary>An object as it is listed.</summary>
readonly record struct S3Entry(string Key, long Length, DateTimeOffset WrittenAt);
