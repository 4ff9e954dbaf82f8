import CloudCore
import CloudHTTP
import HTTPTypes
import NIOCore
import SAMLKit

/// Where users of SAML2 providers sign in: browsers (SAML Profiles, 4.1), programs (ECP, 4.2), and users of other
/// clouds.
struct SAMLSignOnAPI: Sendable {
    let signOn: SAMLSignOn
    let web: WebSignOn

    private static let paos = "application/vnd.paos+xml"
    /// Base64 in a form takes a good third more than the document.
    private static let largestForm = XMLText.largest * 3 / 2

    var routes: [Route] {
        [
            Route.post("/v3/auth/OS-FEDERATION/saml2/acs", "-", consume).open(),
            Route.get("/v3/auth/OS-FEDERATION/saml2/metadata", "-") { _ in try metadata() }.open(),
        ]
    }

    /// `…/protocols/{protocol_id}/auth`: another cloud's word, a program that asks for a request, or a browser.
    func authenticate(_ request: APIRequest, _ way: FederatedLogin.Way) async throws -> Response {
        let (idpID, protocolID) = (way.provider.id, way.pathway.id)
        if request.request.method == .post, Self.isXML(request) {
            let proved = try await signOn.finish(idpID, protocolID, unsolicited: try await Self.content(request))
            return try await FederatedAnswer.response(proved, web.tokens)
        }
        let headers = request.request.headers
        if headers[values: .accept].contains(where: { $0.contains(Self.paos) }) || headers[.named("PAOS")] != nil {
            return Response.xml(try await signOn.envelope(idpID, protocolID), Self.paos).with(.cacheControl, "no-store")
        }
        return Self.redirect(try await signOn.start(idpID, protocolID, origin: ""))
    }

    func consume(_ request: APIRequest) async throws -> Response {
        if Self.isXML(request) {
            let proved = try await signOn.finish(envelope: try await Self.content(request))
            return try await FederatedAnswer.response(proved, web.tokens)
        }
        let form = try await request.form(upTo: Self.largestForm)
        guard let answer = form["SAMLResponse"] else { throw SAMLSignOn.refused("nothing in the form") }
        let state = form["RelayState"] ?? ""
        let (held, proved) = try await signOn.finish(
            answer, relayState: state, sealed: SignOnCookie.sealed(request, state))
        let removal = SignOnCookie.removal(state, try signOn.provider.address)
        guard !held.origin.isEmpty else {
            return try await FederatedAnswer.response(proved, web.tokens).with(.setCookie, removal)
                .with(.cacheControl, "no-store")
        }
        let (dashboard, token) = try await web.handOver(proved, to: held.origin)
        return SignOnPage.response(dashboard, token).with(.setCookie, removal)
    }

    private static func redirect(_ start: WebSignOn.Start) -> Response {
        Response(.found).with(.location, start.location).with(.cacheControl, "no-store")
            .with(.setCookie, SignOnCookie.text(start))
    }

    private func metadata() throws -> Response {
        .xml(
            SAMLMetadata.serviceProvider(
                entityID: try signOn.provider.entityID, consumer: try signOn.provider.consumer,
                certificate: try signOn.provider.signer()?.certificate), "application/samlmetadata+xml")
    }

    private static func isXML(_ request: APIRequest) -> Bool {
        let type = request.request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        return [paos, "text/xml", "application/xml"].contains(type.filter { !$0.isWhitespace })
    }

    private static func content(_ request: APIRequest) async throws -> [UInt8] {
        Array(try await request.request.body.collect(upTo: XMLText.largest).readableBytesView)
    }
}
