import CloudCore
import CloudJSON

/// What a browser carries, sealed, from the start of a sign-in to its end.
struct SignOnState: Sendable, Equatable {
    /// What the provider's answer must fit.
    enum Exchange: Sendable, Equatable {
        /// Of OpenID Connect: the ID token's `nonce`, and PKCE's verifier (RFC 7636).
        case openID(nonce: String, verifier: String)
        /// Of SAML2: the id of the request that is answered.
        case saml(requestID: String)
    }

    var state: String
    var exchange: Exchange
    var idpID: String
    var protocolID: String
    /// The dashboard that the token goes to.
    var origin: String
    /// Where the provider sends the browser back to.
    var callback: String
    var expiresAt: Timestamp

    var bytes: [UInt8] {
        JSONWriter.bytes { writer in
            writer.object { writer in
                writer.field("state", state)
                switch exchange {
                case .openID(let nonce, let verifier):
                    writer.field("nonce", nonce)
                    writer.field("verifier", verifier)
                case .saml(let requestID): writer.field("request", requestID)
                }
                writer.field("idp", idpID)
                writer.field("protocol", protocolID)
                writer.field("origin", origin)
                writer.field("callback", callback)
                writer.field("expires", expiresAt.microseconds)
            }
        }
    }
}

extension SignOnState {
    init?(bytes: [UInt8]) {
        guard let value = try? JSON(parsing: bytes), let state = value["state"]?.string,
            let exchange = Exchange(value), let idpID = value["idp"]?.string,
            let protocolID = value["protocol"]?.string,
            let origin = value["origin"]?.string, let callback = value["callback"]?.string,
            let end = value["expires"]?.integer
        else { return nil }
        self.init(
            state: state, exchange: exchange, idpID: idpID, protocolID: protocolID, origin: origin,
            callback: callback, expiresAt: Timestamp(microseconds: end))
    }
}

extension SignOnState.Exchange {
    fileprivate init?(_ state: JSON) {
        if let requestID = state["request"]?.string {
            self = .saml(requestID: requestID)
        } else if let nonce = state["nonce"]?.string, let verifier = state["verifier"]?.string {
            self = .openID(nonce: nonce, verifier: verifier)
        } else {
            return nil
        }
    }
}
