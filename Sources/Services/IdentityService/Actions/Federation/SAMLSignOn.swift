import CloudCore
import CloudSQL
import Crypto
import SAMLKit

/// Signs users of SAML2 providers in: browsers by HTTP-Redirect and HTTP-POST, programs by ECP, other clouds' users by
/// what their own cloud says (SAML Profiles, 4.1 and 4.2).
struct SAMLSignOn: Sendable {
    let login: FederatedLogin
    let provider: SAMLServiceProvider
    let keys: FernetKeys
    let clock: CloudClock

    /// Sends a browser to the provider.
    /// - Parameter origin: the dashboard that the token goes to; empty: whoever asks gets it.
    func start(_ idpID: String, _ protocolID: String, origin: String) async throws -> WebSignOn.Start {
        _ = try await login.way(idpID, protocolID)
        guard let place = try provider.settings(idpID).redirectURL else {
            throw Fault.unavailable("The identity provider has no place to sign in.")
        }
        let requestID = "_" + login.kit.identifiers.hex()
        let state = SignOnState(
            state: WebSignOn.random(), exchange: .saml(requestID: requestID), idpID: idpID, protocolID: protocolID,
            origin: origin, callback: try provider.consumer, expiresAt: clock.now + WebSignOn.patience)
        let request = SAMLRequest(
            id: requestID, issuer: try provider.entityID, destination: place, consumer: state.callback,
            binding: SAMLName.postBinding, now: clock.now)
        let query = try SAMLRedirect.query(request, relayState: state.state, try provider.signer())
        return WebSignOn.Start(
            location: place + (place.contains("?") ? "&" : "?") + query, state: state.state,
            sealed: try Fernet.seal(state.bytes, at: clock.now, try keys.ring()), callback: state.callback,
            comesBackByPost: true)
    }

    /// What the browser brings back from the provider.
    /// - Parameter sealed: of that browser's cookie.
    func finish(_ answer: String, relayState: String, sealed: String?) async throws -> (SignOnState, Proved) {
        guard let sealed, let content = Fernet.open(sealed, try keys.ring()), let held = SignOnState(bytes: content),
            held.state == relayState, case .saml(let requestID) = held.exchange, clock.now < held.expiresAt
        else { throw Self.refused("this browser began no such sign-in") }
        guard let bytes = Base64Text.bytes(answer) else { throw Self.refused("no base64") }
        let proved = try await prove(
            bytes, held.idpID, held.protocolID, recipient: try provider.consumer, requestID: requestID)
        return (held, proved)
    }

    /// For a program that speaks to the provider itself: the request in an envelope.
    func envelope(_ idpID: String, _ protocolID: String) async throws -> String {
        _ = try await login.way(idpID, protocolID)
        _ = try provider.settings(idpID)
        let mark = SAMLRequestMark(idpID: idpID, protocolID: protocolID, expiresAt: clock.now + WebSignOn.patience)
        let id = "_" + (try Fernet.seal(mark.bytes, at: clock.now, try keys.ring()))
        // Without a destination: the program knows where the provider is.
        let request = SAMLRequest(
            id: id, issuer: try provider.entityID, destination: "", consumer: try provider.consumer,
            binding: SAMLName.paosBinding, now: clock.now)
        do { return try request.envelope(signer: try provider.signer()) } catch let refusal as SAMLRefusal {
            throw Fault.unavailable("This cloud cannot sign requests now.", cause: refusal.description)
        }
    }

    /// What a program brings back from the provider.
    func finish(envelope bytes: [UInt8]) async throws -> Proved {
        // Not to be believed yet: it only tells which of the providers must have signed.
        guard let id = SAMLResponse.claimedRequest(bytes), id.hasPrefix("_"),
            let content = Fernet.open(String(id.dropFirst()), try keys.ring()),
            let mark = SAMLRequestMark(bytes: content), clock.now < mark.expiresAt
        else { throw Self.refused("an answer to no request of this cloud") }
        return try await prove(
            bytes, mark.idpID, mark.protocolID, recipient: try provider.consumer, requestID: id)
    }

    /// What another cloud says of its user, unasked.
    func finish(_ idpID: String, _ protocolID: String, unsolicited bytes: [UInt8]) async throws -> Proved {
        guard try provider.settings(idpID).unsolicited else {
            throw Self.refused("\(idpID) may not speak unasked: its setting saml.unsolicited is not true")
        }
        return try await prove(
            bytes, idpID, protocolID, recipient: try provider.address(idpID, protocolID), requestID: nil)
    }

    private func prove(
        _ bytes: [UInt8], _ idpID: String, _ protocolID: String, recipient: String, requestID: String?
    ) async throws -> Proved {
        let way = try await login.way(idpID, protocolID)
        let settings = try provider.settings(idpID)
        let assertion: SAMLAssertion
        let end: Timestamp
        do {
            let response = try SAMLResponse(bytes, signedBy: settings.certificates)
            var expected = SAMLExpectation(
                issuer: settings.entityID, audience: try provider.entityID, recipient: recipient,
                requestID: requestID, now: clock.now)
            expected.needsAudience = requestID != nil
            end = try expected.check(response)
            assertion = response.assertion
        } catch let refusal as SAMLRefusal {
            throw Self.refused(refusal.description)
        }
        let digest = SHA256.hash(data: Array("\(assertion.issuer)\n\(assertion.id)".utf8))
        let isNew = try await login.kit.store.note { connection in
            try connection.takeAssertion(Base64URL.text(Array(digest)), until: end)
        }
        guard isNew else { throw Self.refused("it was shown before") }
        return try await login.prove(way, Assertion(assertion, remoteUser: settings.remoteUserAttribute))
    }

    static func refused(_ cause: String) -> Fault {
        .unauthorized(cause: "SAML2: \(cause)")
    }
}
