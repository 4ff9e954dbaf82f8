package import HTTPTypes
import NIOCore

extension APIRequest {
    /// The body as a form (`application/x-www-form-urlencoded`); empty when it is something else.
    /// - Throws: `BodyTooLarge` beyond `limit` bytes.
    package func form(upTo limit: Int = 1 << 16) async throws -> Query {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type.filter({ !$0.isWhitespace }) == "application/x-www-form-urlencoded" else { return .empty }
        let text = String(decoding: try await request.body.collect(upTo: limit).readableBytesView, as: UTF8.self)
        return Query(parsing: text[...])
    }
}

extension Response {
    /// An answer whose body is a form.
    package static func form(_ status: HTTPResponse.Status, _ items: [(name: String, value: String)]) -> Response {
        Response(
            status, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: .bytes(ByteBuffer(string: Query(items: items).text)))
    }
}
