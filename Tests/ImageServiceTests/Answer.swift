import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// A whole answer, as tests look at it.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var bytes: [UInt8]

    init(_ response: Response) async throws {
        status = response.status.code
        headers = response.headers
        bytes = Array(try await response.body.collect(upTo: 1 << 30).readableBytesView)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: bytes)) ?? .null }

    func has(_ words: String) -> Bool { text.contains(words) }
    subscript(_ name: String) -> JSON { json[name] ?? .null }
    func header(_ name: String) -> String? { headers[.named(name)] }

    /// The names of a list's images, sorted.
    var names: [String] { (json["images"]?.array ?? []).compactMap { $0["name"]?.string }.sorted() }
}
