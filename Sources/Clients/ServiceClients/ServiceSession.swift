package import CloudCore
package import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// Signed-in access to other services: gets a token, keeps it until shortly before it ends, and gets another when it is
/// refused.
package actor ServiceSession {
    private let identity: ServiceEndpoint
    private let credentials: ServiceCredentials
    private let clock: CloudClock
    private var held: (token: String, expiresAt: Timestamp)?
    private var pending: Task<(token: String, expiresAt: Timestamp), any Error>?

    package init(identity: ServiceEndpoint, credentials: ServiceCredentials, clock: CloudClock = .system) {
        self.identity = identity
        self.credentials = credentials
        self.clock = clock
    }

    /// A token that holds for another minute at least.
    package func token() async throws -> String {
        if let held, held.expiresAt > clock.now + .seconds(60) { return held.token }
        if let pending { return try await pending.value.token }
        let (identity, credentials) = (identity, credentials)
        let task = Task { try await Self.issue(identity, credentials) }
        pending = task
        defer { pending = nil }
        let fresh = try await task.value
        held = fresh
        return fresh.token
    }

    private func forget(_ token: String) {
        if held?.token == token { held = nil }
    }

    /// Sends a request to `endpoint` with the service's own token, or with `userToken` and the service's beside it.
    ///
    /// - Parameter request: its path is below the endpoint's.
    package nonisolated func send(_ request: Request, to endpoint: ServiceEndpoint, userToken: String? = nil)
        async throws -> Response
    {
        var request = request
        request.path = endpoint.path + request.path
        if let id = RequestContext.current?.requestID { request.headers[.requestID] = id }
        let own = try await token()
        request.headers[.authToken] = userToken ?? own
        if userToken != nil { request.headers[.serviceToken] = own }
        let response = try await endpoint.transport.send(request)
        guard response.status == .unauthorized, userToken == nil else { return response }
        await forget(own)
        request.headers[.authToken] = try await token()
        return try await endpoint.transport.send(request)
    }

    private static func issue(
        _ identity: ServiceEndpoint, _ credentials: ServiceCredentials
    ) async throws -> (token: String, expiresAt: Timestamp) {
        let domain: JSON = ["id": .string(credentials.domainID)]
        let project: JSON = ["project": ["name": .string(credentials.projectName), "domain": domain]]
        let body: JSON = [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": [
                        "user": [
                            "name": .string(credentials.username), "password": .string(credentials.password),
                            "domain": domain,
                        ]
                    ],
                ],
                "scope": credentials.isSystem ? ["system": ["all": true]] : project,
            ]
        ]
        let response = try await identity.transport.send(
            .json(.post, identity.path + "/v3/auth/tokens", query: Query(items: [("nocatalog", "")]), body))
        let answer = try await response.json()
        guard response.status == .created, let token = response.headers[.subjectToken],
            let expiry = answer["token"]?["expires_at"]?.string.flatMap({ Timestamp($0) })
        else {
            throw Fault.unavailable(
                "Identity does not sign in the service user \(credentials.username).",
                cause: "\(response.status) \(answer.text)")
        }
        return (token, expiry)
    }
}
