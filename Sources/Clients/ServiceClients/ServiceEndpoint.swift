package import CloudHTTP

/// Where another service answers: the way there, and the path it is mounted at.
package struct ServiceEndpoint: Sendable {
    package var transport: any Transport
    /// `/placement`; empty when the service stands at its host's root.
    package var path: String

    package init(_ transport: any Transport, path: String) {
        self.transport = transport
        self.path = path
    }
}
