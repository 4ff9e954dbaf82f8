package import CloudAuth

/// The HTTP face of one service: where it is mounted, its routes, and how it speaks.
package struct ServiceAPI: Sendable {
    /// `compute`: for the log, metrics and traces.
    package var name: String
    /// `/compute`: the first part of its paths.
    package var mount: String
    package var routes: [Route]
    package var faults: any FaultStyle
    package var microversions: MicroversionRange?
    /// Checks tokens; nil in a service whose routes are all open.
    package var tokens: (any TokenVerifier)?
    /// The largest JSON body in bytes that is read at all.
    package var maximumBody: Int
    /// Where browsers of these origins may call from; `*` for any.
    package var allowedOrigins: [String]
    /// Where clients get tokens; nil: `/identity` of the address that they came by.
    package var identityURL: String?
    /// Where clients reach this process, whatever they say: `https://cloud.example.org`; nil: as they came.
    package var publicURL: String?
    /// Who is believed about the clients behind them.
    package var proxies = TrustedProxies.none
    /// What lists give at once, beside what each list says itself.
    package var pageSizes = PageSizes()
    /// The request header that every answer depends on, as caches must know; nil: none beside the microversion's.
    package var varies: String?
    /// The service's names in the catalog, by which access rules call it.
    package var serviceTypes: [String]

    package init(
        name: String, mount: String, routes: [Route], faults: any FaultStyle, microversions: MicroversionRange? = nil,
        tokens: (any TokenVerifier)?, maximumBody: Int = 1 << 20, allowedOrigins: [String] = [],
        identityURL: String? = nil, serviceTypes: [String]? = nil
    ) {
        self.name = name
        self.mount = mount
        self.routes = routes
        self.faults = faults
        self.microversions = microversions
        self.tokens = tokens
        self.maximumBody = maximumBody
        self.allowedOrigins = allowedOrigins
        self.identityURL = identityURL
        self.serviceTypes = serviceTypes ?? [name]
    }
}
