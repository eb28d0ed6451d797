using System.Net;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// A whole client of one session: it keeps what it knows in a store, sends what is written until it is acknowledged, reconnects, resumes,
/// and notices and repairs what was lost on the way.
/// </summary>
/// <remarks>
/// <c>Device.cs</c>: life and the lock. <c>Device.Link.cs</c>: one connection and what arrives on it. <c>Device.Repair.cs</c>: sync, pulls,
/// receipts. <c>Device.Outbox.cs</c>: sending.
/// </remarks>
public sealed partial class Device : IAsyncDisposable
{
    static readonly SocketsHttpHandler SharedHandler = new() { AutomaticDecompression = DecompressionMethods.All };

    readonly DeviceOptions _options;
    readonly Lock _gate = new();
    readonly DeviceState _state;
    readonly HttpClient _http;
    CancellationTokenSource? _stop;
    Task _running = Task.CompletedTask;
    Link? _link;
    TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool _syncFirst;

    /// <param name="me">Whose session it is.</param>
    /// <param name="options">Its store may hold what an earlier run of the same session has left.</param>
    public Device(Guid me, DeviceOptions options)
    {
        _options = options;
        _state = new DeviceState(me);
        _http = new HttpClient(SharedHandler, disposeHandler: false) { BaseAddress = options.Server, Timeout = options.CommandTimeout };
        Api = new TeahouseApi(_http) { Token = options.Token };
        Restore();
    }

    /// <summary>The HTTP half of the contract with this device's session.</summary>
    public TeahouseApi Api { get; }

    public Guid Me => _state.Me;

    /// <summary>Why the device has given up; null while it goes on by itself.</summary>
    public SocketEnd? GaveUp { get; private set; }

    public bool IsOnline => _online.Task.IsCompletedSuccessfully;

    /// <summary>Reads the state while nothing changes it. Do not keep what is inside.</summary>
    public T Look<T>(Func<DeviceState, T> at)
    {
        lock (_gate)
        {
            return at(_state);
        }
    }

    /// <summary>Goes online and stays so until stopped.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                _running = Task.Run(() => RunAsync(_stop.Token));
            }
        }
    }

    /// <summary>Completes when the device is connected and, where it had to sync first, synced.</summary>
    public Task OnlineAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return _online.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Goes offline. What is written meanwhile waits in the outbox.</summary>
    public async Task StopAsync()
    {
        CancellationTokenSource? stop;
        lock (_gate)
        {
            (stop, _stop) = (_stop, null);
        }

        if (stop is not null)
        {
            await stop.CancelAsync();
            await _running;
            stop.Dispose();
        }
    }

    /// <summary>Asks for a command, on the socket where there is one, else over HTTP.</summary>
    public Task<TAnswer> CallAsync<TRequest, TAnswer>(
        Command<TRequest, TAnswer> command, TRequest request, CancellationToken cancellationToken = default)
    {
        var socket = _link?.Socket;
        return socket is not null && !socket.Ended.IsCompleted && command.OnSocket
            ? AskAsync(socket, command, request)
            : Api.CallAsync(command, request, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        lock (_gate)
        {
            if (_purges)
            {
                Purge();
            }

            _options.Store.Flush();
            _options.Store.Dispose();
        }
    }

    async Task RunAsync(CancellationToken stop)
    {
        var failures = 0;
        GaveUp = null;
        while (!stop.IsCancellationRequested)
        {
            var (end, wasReady) = await ConnectOnceAsync(stop);
            failures = wasReady ? 0 : failures + 1;
            _syncFirst |= Reconnection.SyncsFirst(end.Code);
            var wait = stop.IsCancellationRequested ? null : Reconnection.After(end.Code, failures) * _options.Patience;
            Offline(end, wait);
            if (wait is null)
            {
                return;
            }

            await Task.Delay(wait.Value, _options.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Offline(SocketEnd end, TimeSpan? wait)
    {
        lock (_gate)
        {
            _link = null;
            if (_online.Task.IsCompleted)
            {
                _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            GaveUp = wait is null && _stop is not null ? end : null;
            Tell(new DisconnectedEvent(end, wait));
            _options.Store.Flush();
        }
    }

    void Tell(DeviceEvent happened) => _options.Observer?.Invoke(happened);

    // Waits before a retry, as long as the link lives.
    Task PauseAsync(TimeSpan? asked, int failures) =>
        Task.Delay(Later(asked, failures), _options.Time);

    TimeSpan Later(TimeSpan? asked, int failures)
    {
        var own = Reconnection.BackOff(failures);
        return (asked > own ? asked.Value : own) * _options.Patience;
    }

    async Task<TAnswer> AskAsync<TRequest, TAnswer>(TeahouseSocket socket, Command<TRequest, TAnswer> command, TRequest request)
    {
        try
        {
            return await socket.CallAsync(command, request).WaitAsync(_options.CommandTimeout, _options.Time);
        }
        catch (TimeoutException e)
        {
            socket.Abort($"no answer to {command.Name}");
            throw new DisconnectedException($"No answer to {command.Name} in time.", e);
        }
    }
}
