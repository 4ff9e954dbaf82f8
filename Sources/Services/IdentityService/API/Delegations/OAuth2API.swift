import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import HTTPTypes

/// `/v3/OS-OAUTH2/token` (Identity API v3 OS-OAUTH2). All answers have the form of RFC 6749, section 5.
struct OAuth2API: Sendable {
    let actions: OAuth2Actions
    let evidence: EvidenceReader
    let clock: CloudClock

    private static let path = "/v3/OS-OAUTH2/token"

    var routes: [Route] {
        let others: [HTTPRequest.Method] = [.get, .head, .put, .patch, .delete]
        return [Route.post(Self.path, "-", issue).open()]
            + others.map { Route($0, Self.path, policy: "-", access: .open, refuse) }
    }

    func refuse(_ request: APIRequest) async throws -> Response {
        Self.failure(.methodNotAllowed, "other_error", "The method is not allowed for the requested URL.", request)
            .with(.allow, "POST")
    }

    func issue(_ request: APIRequest) async throws -> Response {
        let form = try await request.form()
        guard let grant = form["grant_type"] else {
            return Self.failure(.badRequest, "invalid_request", "The parameter grant_type is required.", request)
        }
        guard grant == "client_credentials" else {
            return Self.failure(
                .badRequest, "unsupported_grant_type", "The parameter grant_type \(grant) is not supported.", request)
        }
        let certificate = evidence.read(request).certificate
        let basic = certificate == nil ? Self.basic(request) : nil
        let id = basic?.id ?? form["client_id"] ?? ""
        let secret = basic?.secret ?? form["client_secret"] ?? ""
        guard !id.isEmpty, certificate != nil || !secret.isEmpty else {
            return Self.failure(.unauthorized, "invalid_client", "Client authentication failed.", request)
        }
        do {
            if let certificate { return answer(try await actions.grant(id: id, certificate: certificate)) }
            return answer(try await actions.grant(id: id, secret: secret))
        } catch is FactorsMissing {
            // This grant has no place for a second factor.
            return Self.failure(Fault.unauthorized(), request)
        } catch let fault as Fault where fault.status < 500 {
            return Self.failure(fault, request)
        }
    }

    private func answer(_ issued: TokenBook.Issued) -> Response {
        let rest = issued.checked.token.payload.expiresAt - clock.now
        return Response.json { writer in
            writer.object { writer in
                writer.field("access_token", issued.text)
                writer.field("token_type", "Bearer")
                writer.field("expires_in", rest.components.seconds)
            }
        }.with(.cacheControl, "no-store").with(.named("Pragma"), "no-cache")
    }

    private static func failure(_ fault: Fault, _ request: APIRequest) -> Response {
        switch fault.status {
        case 401: failure(.unauthorized, "invalid_client", fault.message, request)
        case 400: failure(.badRequest, "invalid_request", fault.message, request)
        default:
            failure(
                .init(code: fault.status), "other_error",
                "An unknown error occurred and failed to get an OAuth2.0 access token.", request)
        }
    }

    private static func failure(
        _ status: HTTPStatus, _ error: String, _ description: String, _ request: APIRequest
    ) -> Response {
        let answer = Response.json(status) { writer in
            writer.object { writer in
                writer.field("error", error)
                writer.field("error_description", description)
            }
        }.with(.cacheControl, "no-store").with(.named("Pragma"), "no-cache")
        guard status == .unauthorized else { return answer }
        return answer.with(.wwwAuthenticate, "Keystone uri=\"\(request.serviceURL)/v3\"")
    }

    /// RFC 7617; nil when there is no such header, or it cannot be read.
    private static func basic(_ request: APIRequest) -> (id: String, secret: String)? {
        guard let text = request.request.headers[.authorization], text.prefix(6).lowercased() == "basic ",
            let bytes = Data(base64Encoded: String(text.dropFirst(6).drop { $0 == " " })),
            let pair = String(validating: bytes, as: UTF8.self), let colon = pair.firstIndex(of: ":")
        else { return nil }
        return (String(pair[..<colon]), String(pair[pair.index(after: colon)...]))
    }
}
