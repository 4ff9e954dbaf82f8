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
    private let respond: @Sendable (Request) async -> Response

    package init(host: String, port: Int, respond: @escaping @Sendable (Request) async -> Response) {
        self.host = host
        self.port = port
        self.respond = respond
    }

    /// - Parameter ready: told the port once connections are taken (of use when 0 was asked for).
    package func run(ready: @escaping @Sendable (Int) async -> Void) async throws {
        let server = Server(
            childChannelSetup: LoopChannel(idleTimeout: .seconds(120), respond: respond),
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024, reuseAddress: true),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "listener", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await server.run()
    }

    static func exchange(
        _ incoming: HummingbirdCore.Request, _ writer: consuming ResponseWriter, _ channel: any Channel,
        _ respond: @Sendable (Request) async -> Response
    ) async throws {
        var response = await respond(request(incoming, channel))
        if let length = response.body.length, response.headers[.contentLength] == nil, response.status != .noContent {
            response.headers[.contentLength] = String(length)
        }
        let head = HTTPResponse(status: response.status, headerFields: response.headers)
        switch response.body {
        case .empty: try await writer.writeResponse(head)
        case .bytes(let buffer): try await writer.write(response: head, body: ResponseBody(byteBuffer: buffer))
        case .stream(_, let stream):
            var body = try await writer.writeHead(head)
            for try await piece in stream { try await body.write(piece) }
            try await body.finish(nil)
        }
    }

    private static func request(_ incoming: HummingbirdCore.Request, _ channel: any Channel) -> Request {
        let target = incoming.head.path ?? "/"
        let mark = target.firstIndex(of: "?")
        let length = incoming.headers[.contentLength].flatMap { Int64($0) }
        let chunked = incoming.headers[.transferEncoding] != nil
        return Request(
            incoming.method, String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { Query(parsing: target[target.index(after: $0)...]) } ?? .empty, headers: incoming.headers,
            body: length ?? 0 == 0 && !chunked ? .empty : .stream(length: length, ByteStream(incoming.body)),
            authority: incoming.head.authority ?? "localhost", remoteAddress: channel.remoteAddress?.ipAddress)
    }
}
