package import CloudJSON
package import HTTPTypes
import NIOCore

/// An HTTP answer.
package struct Response: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: Body

    package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// 200 with a JSON body.
    package static func json(_ value: some JSONWritable) -> Response { json(.ok, value) }

    /// An answer with a JSON body.
    package static func json(_ status: HTTPResponse.Status, _ value: some JSONWritable) -> Response {
        json(status) { value.write(to: &$0) }
    }

    /// An answer whose JSON body `body` writes.
    package static func json(
        _ status: HTTPResponse.Status = .ok, _ body: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        let bytes = try JSONWriter.bytes(body)
        return Response(status, headers: [.contentType: "application/json"], body: .bytes(ByteBuffer(bytes: bytes)))
    }

    /// An answer whose JSON body `body` writes with so many items: many are written on the pool's threads, since the
    /// connection's own has others that wait for it (decision 0017).
    package static func json(
        items count: Int, _ body: (inout JSONWriter) throws -> Void
    ) async rethrows -> Response {
        guard count > 500 else { return try json(.ok, body) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try json(.ok, body) }
    }

    package static let noContent = Response(.noContent)

    /// The same answer with one more header.
    package func with(_ name: HTTPField.Name, _ value: String) -> Response {
        var copy = self
        copy.headers[name] = value
        return copy
    }
}

/// An HTTP status, so that API files need not import the HTTP types.
package typealias HTTPStatus = HTTPResponse.Status
