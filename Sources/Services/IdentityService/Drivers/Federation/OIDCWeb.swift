import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// The way to OpenID providers: JSON by HTTPS, small and soon.
final class OIDCWeb: Sendable {
    private let transports = LockedValue<[String: HTTPTransport]>([:])
    private static let largest = 1 << 20
    /// Trusted beside the system's: a PEM file.
    private let authorities: String?

    init(authorities: String?) { self.authorities = authorities }

    /// - Throws: `Fault` 503 when the provider does not answer, or not in JSON.
    func get(_ address: String, bearer: String? = nil) async throws -> (status: Int, body: JSON) {
        var headers: HTTPFields = [.accept: "application/json"]
        headers[.authorization] = bearer.map { "Bearer " + $0 }
        return try await send(.get, address, headers, .empty)
    }

    /// - Parameter secret: of the client, which proves itself by it (RFC 6749, 2.3.1).
    func post(
        _ address: String, _ form: [(name: String, value: String)], clientID: String, secret: String?
    ) async throws -> (status: Int, body: JSON) {
        var headers: HTTPFields = [.accept: "application/json", .contentType: "application/x-www-form-urlencoded"]
        var form = form
        if let secret {
            let pair = PercentCoding.encode(clientID) + ":" + PercentCoding.encode(secret)
            headers[.authorization] = "Basic " + Base64.text(Array(pair.utf8))
        } else {
            form.append(("client_id", clientID))
        }
        return try await send(.post, address, headers, .bytes(ByteBuffer(string: Query(items: form).text)))
    }

    private func send(
        _ method: HTTPRequest.Method, _ text: String, _ headers: HTTPFields, _ body: Body
    ) async throws -> (status: Int, body: JSON) {
        guard let address = WebAddress(text) else {
            throw Fault.unavailable(
                "The identity provider cannot be asked.", cause: "neither https nor on this machine: \(text)")
        }
        let transport = transports.withLock { transports in
            let transport =
                transports[address.origin]
                ?? HTTPTransport(baseURL: address.origin, timeout: .seconds(10), authorities: authorities)
            transports[address.origin] = transport
            return transport
        }
        let answer = try await transport.send(
            Request(
                method, address.path, query: Query(parsing: address.query[...]), headers: headers, body: body,
                authority: address.origin))
        let bytes = try await answer.body.collect(upTo: Self.largest)
        let status = answer.status.code
        guard bytes.readableBytes > 0 else { return (status, .null) }
        if let json = try? JSON(parsing: Array(bytes.readableBytesView)) { return (status, json) }
        guard status >= 400 else {
            throw Fault.unavailable("The identity provider does not answer in JSON.", cause: "\(text): \(status)")
        }
        return (status, .null)
    }
}
