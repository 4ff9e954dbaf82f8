import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudService
import ServiceClients

/// Where each service is: in this process, or at a configured address.
struct Directory: Sendable {
    private let cloud: LocalCloud
    private let local: Set<String>
    /// Trusted beside the system's when others are asked: a PEM file.
    private let authorities: String?
    private let edge: LockedValue<Edge?>
    /// One per server: all who ask it share its connections.
    private let transports = LockedValue<[String: HTTPTransport]>([:])

    /// - Parameter local: names of the services whose APIs this process answers.
    init(_ cloud: LocalCloud, local: Set<String>, edge: LockedValue<Edge?>) throws {
        self.cloud = cloud
        self.local = local
        authorities = try TLSSettings(cloud.configuration).authorities
        self.edge = edge
    }

    func isLocal(_ service: String) -> Bool { local.contains(service) }

    /// - Throws: `ConfigurationError` when the service is neither here nor configured.
    func endpoint(_ service: String) throws -> ServiceEndpoint {
        let edge = edge
        // The metadata API is compute's second face.
        let host = service == "metadata" ? "compute" : service
        if local.contains(host) {
            return ServiceEndpoint(InProcessTransport { edge.withLock { $0 } }, path: "/" + service)
        }
        guard let url = try cloud.configuration[Settings.endpoint(service)] else {
            throw ConfigurationError(
                "endpoints.\(service) is not set, and \(service) does not run in this process."
            )
        }
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), let slashes = url.firstRange(of: "://") else {
            throw ConfigurationError("endpoints.\(service): \"\(url)\" is no http:// address.")
        }
        let path = url[slashes.upperBound...].firstIndex(of: "/") ?? url.endIndex
        let server = String(url[..<path])
        let transport = transports.withLock { transports in
            let transport = transports[server] ?? HTTPTransport(baseURL: server, authorities: authorities)
            transports[server] = transport
            return transport
        }
        return ServiceEndpoint(transport, path: String(url[path...]))
    }

    /// The address of a service that clients find in the catalog; nil when it is neither here nor configured.
    /// - Parameter url: of this process' APIs.
    func publicURL(_ service: String, url: String) throws -> String? {
        if local.contains(service) { return "\(url)/\(service)" }
        return try cloud.configuration[Settings.endpoint(service)]
    }
}
