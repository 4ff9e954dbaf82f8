import CloudCore
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves requests on a socket that somebody else made and that listens already: in another network namespace, say.
package struct DescriptorListener: Sendable {
    private let descriptor: Int32
    private let respond: @Sendable (Request) async -> Response

    /// Takes the descriptor over: it is closed when `run` ends.
    package init(descriptor: Int32, respond: @escaping @Sendable (Request) async -> Response) {
        self.descriptor = descriptor
        self.respond = respond
    }

    /// Serves until its task is cancelled.
    package func run() async throws {
        let logger = Logger(label: "listener", factory: { _ in SwiftLogNoOpLogHandler() })
        let http = LoopChannel(idleTimeout: .seconds(60), respond: respond)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(descriptor) { channel in http.setup(channel: channel, logger: logger) }
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await http.handle(value: connection, logger: logger) }
                }
            }
        }
    }
}
