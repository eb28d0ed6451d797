using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Teahouse.Platform.Fetch;

/// <summary>
/// Fetches what strangers name, and sends where they say, over HTTP, without ever reaching what is not public: the address that is connected
/// to is the one that was checked, at every step, and nothing else is contacted on the way. What comes back is bounded in time and bytes.
/// </summary>
public sealed class SafeFetcher : IDisposable
{
    const int MostRedirects = 5;
    const int HeaderKilobytes = 32;
    const string Charset = "charset=";
    const string Agent = "Mozilla/5.0 (compatible; TeahousePreview/1.0)";

    static readonly TimeSpan Whole = TimeSpan.FromSeconds(10);
    static readonly TimeSpan ToFirstByte = TimeSpan.FromSeconds(5);

    readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    readonly IPNetwork[] _networks;
    readonly HashSet<int> _ports;
    readonly TimeProvider _time;
    readonly HttpMessageInvoker _http;

    public SafeFetcher(FetchOptions options, TimeProvider time)
        : this(options, time, Dns.GetHostAddressesAsync)
    {
    }

    internal SafeFetcher(FetchOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_resolve, _time) = (resolve, time);
        _networks = [.. options.AllowedNetworks.Select(IPNetwork.Parse)];
        _ports = [80, 443, .. options.AllowedPorts];
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeaderKilobytes,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            // A name is looked up and checked for every request.
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions
            {
                // A certificate can name any address to get its issuer or its revocation from: nobody goes there.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        });
    }

    /// <summary>Gets what is at an address, within 10 s in all.</summary>
    /// <exception cref="FetchException">It is not to be had.</exception>
    public Task<Fetched> FetchAsync(Uri address, FetchKind kind, CancellationToken cancellationToken) => WithinAsync(async inTime =>
    {
        var at = WebAddress.Read(address.OriginalString) ?? throw new FetchException(FetchFailure.Refused, "It is no address of the web.");
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var response = await AskAsync(at, kind, inTime);
            if (response.Headers.Location is not { } location || (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return await ReadAsync(response, at, kind, inTime);
            }

            at = Next(at, location);
        }

        throw new FetchException(FetchFailure.TooManyRedirects, $"It leads on more than {MostRedirects} times.");
    }, cancellationToken);

    /// <summary>Whether something may be posted there, as far as the address itself tells.</summary>
    public bool MayPostTo(Uri address) =>
        WebAddress.Read(address.OriginalString) is { } at && _ports.Contains(at.Port)
        && (at.Scheme == Uri.UriSchemeHttps || _networks.Length > 0)
        && (!IPAddress.TryParse(at.DnsSafeHost, out var literal) || IsAllowed(literal));

    /// <summary>
    /// Posts to an address, within 10 s in all, and answers the status; what comes with it is not read. Only to networks that the operator
    /// has named it goes without TLS.
    /// </summary>
    /// <exception cref="FetchException">It cannot be sent there.</exception>
    public Task<Posted> PostAsync(
        Uri address, byte[] body, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken) =>
        WithinAsync(async inTime =>
        {
            if (!MayPostTo(address))
            {
                throw new FetchException(FetchFailure.Refused, "It is no address to post to.");
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            foreach (var (name, value) in headers)
            {
                if (!request.Headers.TryAddWithoutValidation(name, value))
                {
                    request.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            using var response = await _http.SendAsync(request, inTime);
            var wait = response.Headers.RetryAfter;
            return new Posted((int)response.StatusCode, wait?.Delta ?? wait?.Date - _time.GetUtcNow());
        }, cancellationToken);

    public void Dispose() => _http.Dispose();

    async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var whole = new CancellationTokenSource(Whole, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(whole.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchException(FetchFailure.TooSlow, "It takes too long.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw e.InnerException as FetchException ?? new(FetchFailure.Broken, "The connection broke, or it is no HTTP.", e);
        }
    }

    async Task<HttpResponseMessage> AskAsync(Uri address, FetchKind kind, CancellationToken cancellationToken)
    {
        if (!_ports.Contains(address.Port))
        {
            throw new FetchException(FetchFailure.Refused, $"The port {address.Port} is not fetched from.");
        }

        using var first = new CancellationTokenSource(ToFirstByte, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(first.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("Accept", string.Join(", ", kind.MediaTypes));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        return await _http.SendAsync(request, either.Token);
    }

    // Whoever links to a page that nobody on the way can write is not led to one that anybody there can.
    internal static Uri Next(Uri address, Uri location) =>
        WebAddress.Read(location.OriginalString, address) is { } next
            && (next.Scheme == Uri.UriSchemeHttps || address.Scheme != Uri.UriSchemeHttps)
            ? next : throw new FetchException(FetchFailure.Refused, "It leads to what is not fetched.");

    static async Task<Fetched> ReadAsync(HttpResponseMessage response, Uri address, FetchKind kind, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new FetchException(FetchFailure.WrongStatus, $"The answer is {(int)response.StatusCode}.");
        }

        // What is packed although it was not asked for could unpack to anything.
        var type = Header(response, "Content-Type").Split([';', ','], StringSplitOptions.TrimEntries);
        if (!kind.MediaTypes.Contains(type[0], StringComparer.OrdinalIgnoreCase)
            || !(Header(response, "Content-Encoding") is "" or "identity"))
        {
            throw new FetchException(FetchFailure.WrongType, "It is something else.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var content = await ReadAsync(stream, kind, cancellationToken);
        var charset = type.FirstOrDefault(part => part.StartsWith(Charset, StringComparison.OrdinalIgnoreCase))?[Charset.Length..];
        return kind.Looks(content) ? new(address, content, charset)
            : throw new FetchException(FetchFailure.WrongType, "It is not what it says it is.");
    }

    // As it was written: servers write it in ways of their own.
    static string Header(HttpResponseMessage response, string name) =>
        response.Content.Headers.NonValidated.TryGetValues(name, out var said) ? said.ToString() : "";

    static async Task<byte[]> ReadAsync(Stream stream, FetchKind kind, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (content.Length <= kind.MostBytes && await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            content.Write(buffer, 0, read);
        }

        if (content.Length > kind.MostBytes)
        {
            content.SetLength(kind.IsCut ? kind.MostBytes : throw new FetchException(FetchFailure.TooLarge, "It is too large."));
        }

        return content.ToArray();
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        if (context.InitialRequestMessage is { Method.Method: "POST", RequestUri.Scheme: "http" } && !Array.TrueForAll(addresses, IsNamed))
        {
            throw new FetchException(FetchFailure.Refused, "It goes there with TLS only.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new FetchException(FetchFailure.Unreachable, "Nobody answers there.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A name that has even one address which is not public is not public.
    async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new FetchException(FetchFailure.Unreachable, "Nobody has that name.", e);
        }

        return addresses.Length > 0 && Array.TrueForAll(addresses, IsAllowed) ? addresses
            : throw new FetchException(FetchFailure.Refused, "It is not public.");
    }

    bool IsAllowed(IPAddress address) => PublicAddress.Is(address) || IsNamed(address);

    bool IsNamed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }
}
