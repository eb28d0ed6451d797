using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Teahouse.Platform.Fetch;
using Xunit;

namespace Teahouse.Tests.Fetch;

/// <summary>Fetching over TLS.</summary>
public sealed class CertificateTests
{
    static readonly DateTimeOffset Then = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_taken_and_its_addresses_are_not_gone_to()
    {
        using var inner = new TcpListener(IPAddress.Loopback, 0);
        inner.Start();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = ServeAsync(listener, SslStreamCertificateContext.Create(Leaf($"http://{inner.LocalEndpoint}/"), null, offline: true));
        using var fetcher = new SafeFetcher(new() { AllowedNetworks = ["127.0.0.1/32"], AllowedPorts = [port] }, TimeProvider.System);
        var failed = await Assert.ThrowsAsync<FetchException>(() =>
            fetcher.FetchAsync(new($"https://127.0.0.1:{port}/"), FetchKind.Page, Patience));
        Assert.Equal(FetchFailure.Broken, failed.Failure);
        Assert.IsType<AuthenticationException>(failed.InnerException!.InnerException);
        await serving;
        Assert.False(inner.Pending());
    }

    [Fact]
    public void A_page_over_TLS_does_not_lead_to_one_without()
    {
        Assert.Throws<FetchException>(() => SafeFetcher.Next(new("https://tea.example/"), new("http://tea.example/")));
        Assert.Equal("https://tea.example/b", SafeFetcher.Next(new("https://tea.example/a"), new("/b", UriKind.Relative)).AbsoluteUri);
        Assert.Equal("https://tea.example/", SafeFetcher.Next(new("http://tea.example/"), new("https://tea.example/")).AbsoluteUri);
    }

    // The issuer is not sent along: who wants to know it has to get it from the address that the certificate names.
    static X509Certificate2 Leaf(string address)
    {
        using var key = ECDsa.Create();
        using var issuerKey = ECDsa.Create();
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([address + "ocsp"], [address + "issuer"]));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([address + "crl"]));
        var issuer = X509SignatureGenerator.CreateForECDsa(issuerKey);
        return request.Create(new("CN=Nobody"), issuer, Then, Then.AddYears(80), [1]).CopyWithPrivateKey(key);
    }

    static async Task ServeAsync(TcpListener listener, SslStreamCertificateContext certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Patience);
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, Patience);
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Patience));
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // The other side has hung up, as it should.
        }
    }
}
