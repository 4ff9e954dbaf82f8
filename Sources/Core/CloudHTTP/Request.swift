package import CloudJSON
package import HTTPTypes
import NIOCore

/// An HTTP request, from a socket or from a service in the same process.
package struct Request: Sendable {
    package var method: HTTPRequest.Method
    /// The path as sent, percent-encoded, without the query.
    package var path: String
    package var query: Query
    package var headers: HTTPFields
    package var body: Body
    /// Host and port that the client asked, for links in answers.
    package var authority: String
    package var scheme: String
    package var remoteAddress: String?
    /// With which the client came, in DER, found good by the listener; nil without TLS, or when it showed none.
    package var clientCertificate: [UInt8]?

    package init(
        _ method: HTTPRequest.Method, _ path: String, query: Query = .empty, headers: HTTPFields = [:],
        body: Body = .empty,
        authority: String = "localhost", scheme: String = "http", remoteAddress: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.authority = authority
        self.scheme = scheme
        self.remoteAddress = remoteAddress
    }

    /// A request with a JSON body.
    package static func json(
        _ method: HTTPRequest.Method, _ path: String, query: Query = .empty, headers: HTTPFields = [:],
        _ value: some JSONWritable
    ) -> Request {
        var headers = headers
        headers[.contentType] = "application/json"
        return Request(
            method, path, query: query, headers: headers, body: .bytes(ByteBuffer(bytes: JSONWriter.bytes(value))))
    }
}

extension HTTPField.Name {
    package static let authToken = named("X-Auth-Token")
    package static let subjectToken = named("X-Subject-Token")
    package static let serviceToken = named("X-Service-Token")
    /// Says to identity that whoever asks about a token enforces its access rules.
    package static let accessRulesVersion = named("OpenStack-Identity-Access-Rules")
    package static let requestID = named("X-OpenStack-Request-ID")
    /// The span that caused the request, sent with its trace's request id by other processes of the cloud.
    package static let spanID = named("X-Apus-Span")
    package static let computeRequestID = named("X-Compute-Request-ID")
    package static let microversion = named("OpenStack-API-Version")
    package static let novaMicroversion = named("X-OpenStack-Nova-API-Version")

    /// A header by its name; a text that HTTP forbids as a name reads as a header that nobody sends.
    package static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .xContentTypeOptions }
}
