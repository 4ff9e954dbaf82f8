import CloudCore
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves requests of one address with `respond`, until its task is cancelled.
package struct Listener: Sendable {
    private let host: String
    private let port: Int
    private let tls: ServerTLS?
    private let respond: @Sendable (Request) async -> Response

    package init(
        host: String, port: Int, tls: ServerTLS? = nil, respond: @escaping @Sendable (Request) async -> Response
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.respond = respond
    }

    /// - Parameter ready: told the port once connections are taken (of use when 0 was asked for).
    package func run(ready: @escaping @Sendable (Int) async -> Void) async throws {
        let server = Server(
            childChannelSetup: LoopChannel(tls: tls, idleTimeout: .seconds(120), respond: respond),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024, reuseAddress: true),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "listener", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await server.run()
    }
}
