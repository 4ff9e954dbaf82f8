import CloudCore
import Crypto
import FoundationEssentials
import HTTPTypes

/// Proxies that are believed when they say who is behind them. Known by their addresses; without any, nobody is.
package struct TrustedProxies: Sendable {
    package static let none = TrustedProxies(addresses: [])

    private let addresses: Set<String>
    private let certificateHeader: String

    /// - Parameters:
    ///   - addresses: the IP addresses from which their requests come.
    ///   - certificateHeader: where they put the client's certificate: as RFC 9440 says, or as PEM, escaped or not.
    package init(addresses: [String], certificateHeader: String = "Client-Cert") {
        self.addresses = Set(addresses.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty })
        self.certificateHeader = certificateHeader
    }

    /// What a proxy says in that header; nil when it is not one of ours, or says nothing.
    package func value(of header: String, in request: Request) -> String? {
        // A text that is no header's name is heard of from nobody.
        guard let name = HTTPField.Name(header), let address = request.remoteAddress, addresses.contains(address),
            let value = request.headers[name], !value.isEmpty
        else { return nil }
        return value
    }

    /// The address of who asks: behind one of our proxies what that says, else the other end of the connection.
    package func client(of request: Request) -> String? {
        // A proxy adds what it saw at the end; what stands before, anybody may have written.
        let last = value(of: "X-Forwarded-For", in: request)?.split(separator: ",").last
        return last.map { String($0.filter { !$0.isWhitespace }.prefix(64)) } ?? request.remoteAddress
    }

    /// The certificate with which the client came to the proxy, or to us, in DER.
    package func certificate(in request: Request) -> [UInt8]? {
        guard let text = value(of: certificateHeader, in: request), text.utf8.count <= 32768 else {
            return request.clientCertificate
        }
        var body = PercentCoding.decode(text[...])
        for mark in ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"] {
            body = body.replacing(mark, with: "")
        }
        body = body.filter { !$0.isWhitespace }
        if body.hasPrefix(":"), body.hasSuffix(":") { body = String(body.dropFirst().dropLast()) }
        return Data(base64Encoded: body).map { Array($0) }
    }

    /// `x5t#S256` of that certificate (RFC 8705, section 3.1), padded as Keystone's middleware compares it.
    package func thumbprint(in request: Request) -> String? { certificate(in: request).map(Self.thumbprint) }

    package static func thumbprint(_ certificate: [UInt8]) -> String {
        Data(SHA256.hash(data: certificate)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    }
}
