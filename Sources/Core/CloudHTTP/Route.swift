package import CloudJSON
package import HTTPTypes

/// One operation of an API: what it matches, what it asks of the caller, and what answers it.
package struct Route: Sendable {
    package typealias Answer = @Sendable (APIRequest) async throws -> Response

    /// Who may come through before any rule is asked.
    package enum Access: Sendable, Equatable {
        /// Whoever holds a valid token.
        case token
        /// Anybody: version documents, token issue.
        case open
    }

    /// A body's schema from one microversion on.
    package struct BodySchema: Sendable {
        package var from: Microversion
        package var schema: Schema
    }

    package var method: HTTPRequest.Method
    /// `/servers/{server_id}/action`: below the service's mount; `{name*}` as the last part takes the rest.
    package var path: String
    /// The name of the rule that the action enforces; `-` where there is none by design (open documents).
    package var policy: String
    package var access: Access
    /// Microversions in which the operation exists.
    package var since: Microversion?
    package var until: Microversion?
    /// Schemas by microversion, ascending; the last one that applies is checked. None: the action reads the body
    /// itself.
    package var schemas: [BodySchema]
    package var answer: Answer

    package init(
        _ method: HTTPRequest.Method, _ path: String, policy: String, access: Access = .token,
        since: Microversion? = nil,
        until: Microversion? = nil, body: Schema? = nil, _ answer: @escaping Answer
    ) {
        self.method = method
        self.path = path
        self.policy = policy
        self.access = access
        self.since = since
        self.until = until
        schemas = body.map { [BodySchema(from: Microversion(0, 0), schema: $0)] } ?? []
        self.answer = answer
    }

    /// The same route with another schema from `version` on.
    package func body(since version: Microversion, _ schema: Schema) -> Route {
        var copy = self
        copy.schemas.append(BodySchema(from: version, schema: schema))
        return copy
    }

    /// The same route, open to anybody.
    package func open() -> Route {
        var copy = self
        copy.access = .open
        return copy
    }

    package static func get(_ path: String, _ policy: String, _ answer: @escaping Answer) -> Route {
        Route(.get, path, policy: policy, answer)
    }

    package static func post(_ path: String, _ policy: String, body: Schema? = nil, _ answer: @escaping Answer) -> Route
    {
        Route(.post, path, policy: policy, body: body, answer)
    }

    package static func put(_ path: String, _ policy: String, body: Schema? = nil, _ answer: @escaping Answer) -> Route
    {
        Route(.put, path, policy: policy, body: body, answer)
    }

    package static func patch(_ path: String, _ policy: String, body: Schema? = nil, _ answer: @escaping Answer)
        -> Route
    {
        Route(.patch, path, policy: policy, body: body, answer)
    }

    package static func delete(_ path: String, _ policy: String, _ answer: @escaping Answer) -> Route {
        Route(.delete, path, policy: policy, answer)
    }

    package static func head(_ path: String, _ policy: String, _ answer: @escaping Answer) -> Route {
        Route(.head, path, policy: policy, answer)
    }

    func exists(in version: Microversion?) -> Bool {
        guard let version else { return true }
        return version >= since ?? version && version <= until ?? version
    }

    func schema(in version: Microversion?) -> Schema? {
        schemas.last { $0.from <= version ?? Microversion(.max, 0) }?.schema
    }
}
