import CloudCore
import CloudJSON

/// What a browser carries, sealed, from the start of a sign-in to its end.
struct SignOnState: Sendable, Equatable {
    var state: String
    var nonce: String
    var verifier: String
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
                writer.field("nonce", nonce)
                writer.field("verifier", verifier)
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
            let nonce = value["nonce"]?.string, let verifier = value["verifier"]?.string,
            let idpID = value["idp"]?.string, let protocolID = value["protocol"]?.string,
            let origin = value["origin"]?.string, let callback = value["callback"]?.string,
            let end = value["expires"]?.integer
        else { return nil }
        self.init(
            state: state, nonce: nonce, verifier: verifier, idpID: idpID, protocolID: protocolID, origin: origin,
            callback: callback, expiresAt: Timestamp(microseconds: end))
    }
}
