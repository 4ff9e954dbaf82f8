package import CloudConfiguration
package import CloudHTTP

extension TrustedProxies {
    /// IP addresses of proxies that are believed about their clients.
    private static let addresses = ConfigurationKey<[String]>("api.trusted_proxies", default: [])
    /// Where they put the client's certificate.
    private static let certificateHeader = ConfigurationKey<String>(
        "api.client_certificate_header", default: "Client-Cert")

    package init(_ configuration: Configuration) throws {
        self.init(
            addresses: try configuration[Self.addresses],
            certificateHeader: try configuration[Self.certificateHeader])
    }
}
