import CloudAuth
package import CloudCore
import CloudJSON
package import CloudObservability
import HTTPTypes
import NIOCore

/// The fixed way of every request through a service: request id and trace, limits, CORS, faults, microversion, token,
/// route, log.
package struct Pipeline: Sendable {
    package let api: ServiceAPI
    private let tree: RouteTree
    private let observability: Observability
    private let clock: CloudClock
    private let identifiers: IdentifierSource

    package init(
        _ api: ServiceAPI, observability: Observability, clock: CloudClock = .system,
        identifiers: IdentifierSource = .random
    ) {
        self.api = api
        tree = RouteTree(api.routes)
        self.observability = observability.named(api.name)
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Answers a request; never throws: what goes wrong becomes a fault's body.
    package func respond(to request: Request) async -> Response {
        let start = clock.now
        let context = makeContext(request)
        return await RequestContext.$current.withValue(context) {
            let exchange = Exchange()
            var response: Response
            do {
                response = try await observability.tracer.span("\(request.method) \(request.shownPath)") {
                    try await answer(request, exchange)
                }
            } catch {
                let fault = api.faults.fault(from: error)
                if let cause = fault.cause { observability.log.error("\(fault.message) cause: \(cause)") }
                let url = api.identityURL ?? "\(origin(request))/identity"
                response = api.faults.response(
                    fault,
                    FaultContext(
                        requestID: context.requestID, version: exchange.state.withLock { $0.version },
                        identityURL: url))
                for header in fault.headers { response.headers[.named(header.name)] = header.value }
                if fault.status == 401, response.headers[.wwwAuthenticate] == nil {
                    response.headers[.wwwAuthenticate] = "Keystone uri=\"\(url)\""
                }
            }
            finish(&response, request, context, exchange)
            let duration = clock.now - start
            observability.metrics.time(
                "apus_http_request_seconds",
                ["service": api.name, "method": "\(request.method)", "status": "\(response.status.code)"],
                duration)
            let user = exchange.state.withLock { $0.caller?.user.id } ?? "-"
            observability.log.info(
                "\(request.method) \(request.shownPath) \(response.status.code) \(duration.milliseconds)ms user=\(user)"
            )
            return response
        }
    }

    /// What was found out on the way, for the answer's headers and the log.
    private final class Exchange: Sendable {
        struct State: Sendable {
            var version: Microversion?
            var caller: Caller?
        }
        let state = LockedValue(State())
    }

    private func makeContext(_ request: Request) -> RequestContext {
        let global = request.headers[.requestID].flatMap {
            $0.hasPrefix("req-") && Identifier.isUUID(String($0.dropFirst(4))) ? $0 : nil
        }
        // A service in the same process hands its own request on: one trace for all that the client's request caused.
        if let outer = RequestContext.current { return outer }
        var context = RequestContext(requestID: "req-" + identifiers.uuid(), globalRequestID: global)
        // So does one in another process.
        if let global, let span = request.headers[.spanID], span.utf8.count <= 64 {
            context = RequestContext(requestID: global, spanID: span)
        }
        context.remoteAddress = api.proxies.client(of: request)
        context.userAgent = request.headers[.userAgent].map { String($0.prefix(255)) }
        return context
    }

    private func answer(_ request: Request, _ exchange: Exchange) async throws -> Response {
        if let preflight = preflight(request) { return preflight }
        let version = try api.microversions?.version(for: request.headers)
        exchange.state.withLock { $0.version = version }
        let path = request.path.dropFirst(api.mount.count)
        switch tree.match(request.method, path, version) {
        case .unknown:
            // Who is not known learns nothing about what is there.
            if api.routes.contains(where: { $0.access == .token }) { _ = try await caller(request) }
            throw api.faults.unknownPath()
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            throw Fault(405, "The method is not allowed for this resource.", headers: [("Allow", allowed)])
        case .found(let route, let parameters):
            let caller = try await route.access == .token ? caller(request) : optionalCaller(request)
            exchange.state.withLock { $0.caller = caller }
            let body = try await readBody(request, route, version)
            var context = RequestContext.current ?? makeContext(request)
            context.name(caller)
            return try await RequestContext.$current.withValue(context) {
                try await route.answer(
                    APIRequest(
                        request: request, parameters: parameters, version: version ?? Microversion(0, 0), body: body,
                        context: context,
                        serviceURL: serviceURL(request), mountLength: api.mount.count, pageSizes: api.pageSizes,
                        caller: caller))
            }
        }
    }

    private func caller(_ request: Request) async throws -> Caller {
        guard let caller = try await optionalCaller(request) else { throw api.faults.unauthorized() }
        return caller
    }

    /// A token that is bound to a certificate is good only with it, or in a service's hands (RFC 8705, section 3).
    private func mayUse(_ caller: Caller, _ request: Request) -> Bool {
        guard let bound = caller.certificateThumbprint else { return true }
        return api.proxies.thumbprint(in: request) == bound || caller.serviceRoles.contains("service")
    }

    /// nil without a token, and with one that does not hold for this request.
    private func optionalCaller(_ request: Request) async throws -> Caller? {
        guard let token = request.userToken, var caller = try await api.tokens?.caller(of: token) else { return nil }
        if let serviceToken = request.headers[.serviceToken],
            let service = try await api.tokens?.caller(of: serviceToken)
        {
            caller.serviceRoles = service.roles
        }
        return mayUse(caller, request) && allows(request, caller) ? caller : nil
    }

    /// Whether the token's access rules let the request through, as keystonemiddleware decides it.
    private func allows(_ request: Request, _ caller: Caller) -> Bool {
        guard let rules = caller.accessRules else { return true }
        // What a service forwards has been let through where the user asked for it.
        if caller.serviceRoles.contains(where: { $0.lowercased() == "service" }) { return true }
        let below = String(request.path.dropFirst(api.mount.count))
        // A token may always be asked about.
        if api.serviceTypes.contains("identity"), request.method == .get, below == "/v3/auth/tokens" { return true }
        return rules.contains {
            api.serviceTypes.contains($0.service) && $0.allows(request.method.rawValue, [below, request.path])
        }
    }

    private func readBody(_ request: Request, _ route: Route, _ version: Microversion?) async throws -> JSON {
        guard let schema = route.schema(in: version) else { return .null }
        if let type = request.headers[.contentType], !Self.isJSON(type) { throw api.faults.unsupportedMedia(type) }
        let bytes = try await request.body.collect(upTo: api.maximumBody)
        let body = try JSON(parsing: Array(bytes.readableBytesView))
        try schema.check(body)
        return body
    }

    private static func isJSON(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        return name.isEmpty || name == "application/json" || name.hasSuffix("+json")
    }

    /// Scheme and authority by which clients come.
    private func origin(_ request: Request) -> String {
        if let url = api.publicURL { return url }
        let scheme = api.proxies.value(of: "X-Forwarded-Proto", in: request) ?? request.scheme
        return "\(scheme)://\(api.proxies.value(of: "X-Forwarded-Host", in: request) ?? request.authority)"
    }

    private func serviceURL(_ request: Request) -> String { origin(request) + api.mount }

    private func preflight(_ request: Request) -> Response? {
        guard request.method == .options, let origin = request.headers[.origin], allows(origin) else { return nil }
        return Response(.noContent).with(.accessControlAllowMethods, "GET, PUT, POST, DELETE, PATCH, HEAD")
            .with(
                .accessControlAllowHeaders,
                request.headers[.accessControlRequestHeaders] ?? "X-Auth-Token, Content-Type"
            )
            .with(.accessControlMaxAge, "3600")
    }

    private func allows(_ origin: String) -> Bool {
        api.allowedOrigins.contains("*") || api.allowedOrigins.contains(origin)
    }

    private func finish(_ response: inout Response, _ request: Request, _ context: RequestContext, _ exchange: Exchange)
    {
        response.headers[.requestID] = context.requestID
        if let varies = api.varies { response.headers[.vary] = varies }
        if let range = api.microversions, let version = exchange.state.withLock({ $0.version }) {
            response.headers[.microversion] = "\(range.serviceType) \(version)"
            response.headers[.vary] = HTTPField.Name.microversion.rawName
            if let legacy = range.legacyHeader {
                response.headers[legacy] = "\(version)"
                response.headers[.vary] = "\(HTTPField.Name.microversion.rawName), \(legacy.rawName)"
                response.headers[.computeRequestID] = context.requestID
            }
        }
        if let origin = request.headers[.origin], allows(origin) {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.vary] = response.headers[.vary].map { "\($0), Origin" } ?? "Origin"
            response.headers[.accessControlExposeHeaders] =
                "X-Subject-Token, X-OpenStack-Request-ID, OpenStack-API-Version"
        }
        if request.method == .head, case .bytes(let buffer) = response.body {
            response.headers[.contentLength] = String(buffer.readableBytes)
            response.body = .empty
        }
    }
}

extension Request {
    /// For the log and the trace: whoever asks must not fill them by long paths.
    fileprivate var shownPath: String {
        path.utf8.count <= 1024 ? path : String(decoding: path.utf8.prefix(1024), as: UTF8.self) + "..."
    }
}
