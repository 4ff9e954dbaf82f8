package import CloudConfiguration
package import CloudHTTP
package import CloudObservability

/// TLS of this process: what its listener shows, and whom its own requests trust.
package struct TLSSettings: Sendable {
    /// A PEM file with the listener's certificate chain; the listener speaks TLS when it is set.
    private static let certificate = ConfigurationKey<String?>("tls.certificate", default: nil)
    /// A PEM file with its key.
    private static let key = ConfigurationKey<String?>("tls.key", default: nil)
    /// A PEM file with the authorities whose clients' certificates the listener takes.
    private static let clientAuthorities = ConfigurationKey<String?>("tls.client_ca", default: nil)
    /// A PEM file with authorities that this process' own requests trust beside the system's.
    private static let authorities = ConfigurationKey<String?>("tls.ca", default: nil)

    private let certificate: String?
    private let key: String?
    private let clientAuthorities: String?
    package let authorities: String?

    package init(_ configuration: Configuration) throws {
        certificate = try configuration[Self.certificate]
        key = try configuration[Self.key]
        clientAuthorities = try configuration[Self.clientAuthorities]
        authorities = try configuration[Self.authorities]
        guard (certificate == nil) == (key == nil) else {
            throw ConfigurationError("tls.certificate and tls.key are set together, or neither is.")
        }
    }

    package var scheme: String { certificate == nil ? "http" : "https" }

    /// For the listener; nil: it speaks plain HTTP.
    package func server(_ log: Log) throws -> ServerTLS? {
        guard let certificate, let key else { return nil }
        return try ServerTLS(certificate: certificate, key: key, clientAuthorities: clientAuthorities) {
            log.warning($0)
        }
    }
}
