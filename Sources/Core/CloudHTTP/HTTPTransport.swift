import AsyncHTTPClient
import CloudCore
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL

/// To a service in another process, by HTTP.
package final class HTTPTransport: Transport {
    private let client: HTTPClient
    private let baseURL: String
    private let timeout: Duration

    /// - Parameters:
    ///   - baseURL: `http://host:port`, without a path.
    ///   - timeout: until the head of the answer has come.
    ///   - authorities: a PEM file of those that are trusted beside the system's.
    package init(baseURL: String, timeout: Duration = .seconds(60), authorities: String? = nil) {
        var settings = HTTPClient.Configuration()
        if let authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.file(authorities)]
            settings.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.timeout = timeout
    }

    package func send(_ request: Request) async throws -> Response {
        let query = request.query.items.isEmpty ? "" : "?" + request.query.text
        var outgoing = HTTPClientRequest(url: baseURL + request.path + query)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers { outgoing.headers.add(name: field.name.rawName, value: field.value) }
        if let context = RequestContext.current, let span = context.spanID {
            outgoing.headers.replaceOrAdd(name: HTTPField.Name.requestID.rawName, value: context.requestID)
            outgoing.headers.replaceOrAdd(name: HTTPField.Name.spanID.rawName, value: span)
        }
        switch request.body {
        case .empty: break
        case .bytes(let buffer): outgoing.body = .bytes(buffer)
        case .stream(let length, let stream):
            outgoing.body = .stream(stream, length: length.map { .known($0) } ?? .unknown)
        }
        do {
            let answer = try await client.execute(outgoing, timeout: .nanoseconds(timeout.wholeMicroseconds * 1000))
            var response = Response(HTTPResponse.Status(code: Int(answer.status.code)))
            for header in answer.headers {
                if let name = HTTPField.Name(header.name) {
                    response.headers.append(HTTPField(name: name, value: header.value))
                }
            }
            let length = answer.headers.first(name: "content-length").flatMap { Int64($0) }
            response.body = length == 0 ? .empty : .stream(length: length, ByteStream(answer.body))
            return response
        } catch {
            throw Fault.unavailable("The service at \(baseURL) cannot be reached.", cause: "\(error)")
        }
    }

    package func shutdown() async throws { try await client.shutdown() }

    /// The client insists on being shut down; it lives on until its connections are closed.
    deinit { client.shutdown { _ in } }
}
