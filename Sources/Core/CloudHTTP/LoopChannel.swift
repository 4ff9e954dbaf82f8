import CloudCore
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// HTTP/1.1 connections, by TLS or without it, each served on the thread of its own event loop.
struct LoopChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let tls: ServerTLS?

    /// - Parameter idleTimeout: how long a connection may be silent between requests.
    init(
        tls: ServerTLS? = nil, idleTimeout: Duration, respond: @escaping @Sendable (CloudHTTP.Request) async -> Response
    ) {
        self.tls = tls
        http = HTTP1Channel(
            responder: { incoming, writer, channel in
                let request = CloudHTTP.Request(incoming, channel, tls)
                try await writer.write(respond(request))
            },
            configuration: .init(idleTimeout: .nanoseconds(idleTimeout.wholeMicroseconds * 1000)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        guard let tls else { return http.setup(channel: channel, logger: logger) }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
        }.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

extension ResponseWriter {
    consuming fileprivate func write(_ response: Response) async throws {
        var response = response
        if let length = response.body.length, response.headers[.contentLength] == nil, response.status != .noContent {
            response.headers[.contentLength] = String(length)
        }
        let head = HTTPResponse(status: response.status, headerFields: response.headers)
        switch response.body {
        case .empty: try await writeResponse(head)
        case .bytes(let buffer): try await write(response: head, body: ResponseBody(byteBuffer: buffer))
        case .stream(_, let stream):
            var body = try await writeHead(head)
            for try await piece in stream { try await body.write(piece) }
            try await body.finish(nil)
        }
    }
}

extension CloudHTTP.Request {
    /// A body that breaks off, or whose pieces are not framed as they should be, is the client's fault.
    private static func unreadable(_ error: any Error) -> any Error {
        error is CancellationError ? error : Fault.badRequest("The body of the request cannot be read to its end.")
    }

    /// A request as it came over a connection; on the connection's event loop.
    fileprivate init(_ incoming: HummingbirdCore.Request, _ channel: any Channel, _ tls: ServerTLS?) {
        let target = incoming.head.path ?? "/"
        let mark = target.firstIndex(of: "?")
        let length = incoming.headers[.contentLength].flatMap { Int64($0) }
        let chunked = incoming.headers[.transferEncoding] != nil
        self.init(
            incoming.method, String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { Query(parsing: target[target.index(after: $0)...]) } ?? .empty, headers: incoming.headers,
            body: length ?? 0 == 0 && !chunked
                ? .empty : .stream(length: length, ByteStream(incoming.body, failure: Self.unreadable)),
            authority: incoming.head.authority ?? "localhost", scheme: tls == nil ? "http" : "https",
            remoteAddress: channel.remoteAddress?.ipAddress)
        if tls?.asksClients == true {
            clientCertificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()?.toDERBytes()
        }
    }
}
