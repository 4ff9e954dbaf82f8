package import CloudAuth
package import CloudCore
package import CloudJSON

/// A request as an API file sees it: routed, checked, its caller known.
package struct APIRequest: Sendable {
    package var request: Request
    package var parameters: [String: String]
    /// The version asked for; of a service without microversions 0.0.
    package var version: Microversion
    /// The body, checked against the route's schema; null when the route has none.
    package var body: JSON
    package var context: RequestContext
    /// `http://host:port/compute`: where this service stands, as the client sees it.
    package var serviceURL: String
    /// What lists give at once.
    let pageSizes: PageSizes
    private let knownCaller: Caller?
    /// Characters of the path that `serviceURL` already holds.
    let mountLength: Int

    init(
        request: Request, parameters: [String: String], version: Microversion, body: JSON, context: RequestContext,
        serviceURL: String, mountLength: Int, pageSizes: PageSizes, caller: Caller?
    ) {
        self.request = request
        self.parameters = parameters
        self.version = version
        self.body = body
        self.context = context
        self.serviceURL = serviceURL
        self.mountLength = mountLength
        self.pageSizes = pageSizes
        knownCaller = caller
    }

    /// Who asks.
    /// - Throws: `Fault` 401 on a route that is open to anybody, when nobody was named.
    package var caller: Caller {
        get throws {
            guard let knownCaller else { throw Fault.unauthorized() }
            return knownCaller
        }
    }

    /// Who asks, on a route that is open to anybody.
    package var optionalCaller: Caller? { knownCaller }

    package var query: Query { request.query }

    /// A part of the path by its name in the route.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The object under the body's only member: `{"server": {…}}`.
    package func object(_ name: String) throws -> [String: JSON] {
        guard let object = body[name]?.object else {
            throw SchemaViolation(path: [], value: body, message: "'\(name)' is a required property")
        }
        return object
    }
}
