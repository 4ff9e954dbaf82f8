import CloudCore

/// The way to another service: straight into its pipeline, or over a socket. Only the composition chooses.
package protocol Transport: Sendable {
    /// - Throws: `Fault` 503 when the service cannot be reached.
    func send(_ request: Request) async throws -> Response
}

/// Into the pipelines of this process, without a socket.
package struct InProcessTransport: Transport {
    private let edge: @Sendable () -> Edge?

    /// - Parameter edge: asked at each request, since services that need one another are composed in a circle.
    package init(_ edge: @escaping @Sendable () -> Edge?) { self.edge = edge }

    package func send(_ request: Request) async throws -> Response {
        guard let edge = edge() else { throw Fault.unavailable("The service is starting.") }
        return await edge.respond(to: request)
    }
}
