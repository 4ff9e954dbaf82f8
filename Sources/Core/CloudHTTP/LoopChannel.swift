import CloudCore
import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 connections, each served on the thread of its own event loop.
struct LoopChannel: ServerChildChannel {
    private let http: HTTP1Channel

    /// - Parameter idleTimeout: how long a connection may be silent between requests.
    init(idleTimeout: Duration, respond: @escaping @Sendable (Request) async -> Response) {
        http = HTTP1Channel(
            responder: { request, writer, channel in try await Listener.exchange(request, writer, channel, respond) },
            configuration: .init(idleTimeout: .nanoseconds(idleTimeout.wholeMicroseconds * 1000)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}
