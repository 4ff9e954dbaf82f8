import CloudConfiguration
import CloudCore
import CloudHTTP
import Crypto
import CryptoExtras
import SAMLKit

/// The binding HTTP-Redirect of requests (SAML Bindings, 3.4.4).
enum SAMLRedirect {
    private static let methods = "http://www.w3.org/2001/04/xmldsig-more#"

    /// - Parameter signer: nil: the query is not signed.
    static func query(_ request: SAMLRequest, relayState: String, _ signer: SAMLSigner?) throws -> String {
        var items = [("SAMLRequest", request.deflated), ("RelayState", relayState)]
        guard let signer else { return Query(items: items).text }
        let pem = String(decoding: signer.keyPEM, as: UTF8.self)
        if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
            items.append(("SigAlg", methods + "rsa-sha256"))
            let text = Query(items: items).text
            let digest = SHA256.hash(data: Array(text.utf8))
            return signed(text, try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        }
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
            throw Fault.unavailable(
                "This cloud cannot sign requests now.",
                cause: "\(FederationSettings.samlKeyFile.name) is no RSA or P-256 key")
        }
        items.append(("SigAlg", methods + "ecdsa-sha256"))
        let text = Query(items: items).text
        return signed(text, try key.signature(for: Array(text.utf8)).rawRepresentation)
    }

    private static func signed(_ text: String, _ signature: some Sequence<UInt8>) -> String {
        text + "&Signature=" + PercentCoding.encode(Base64Text.text(Array(signature)))
    }
}
