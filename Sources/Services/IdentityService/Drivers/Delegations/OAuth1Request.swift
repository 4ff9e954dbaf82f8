import CloudCore
import CloudHTTP
import Crypto
import FoundationEssentials

/// A request signed by OAuth 1.0a (RFC 5849): its `Authorization` header taken apart, and its signature checked.
struct OAuth1Request: Sendable {
    private let method: String
    private let url: String
    /// All that is signed: the query's, a form's and the header's, without `realm` and the signature.
    private let signed: [(name: String, value: String)]
    /// The parameters whose names begin with `oauth_`.
    let parameters: [String: String]

    /// - Throws: `Fault` 400 when there is no such header, or a parameter stands twice.
    init(_ evidence: RequestEvidence) throws {
        guard let header = evidence.authorization.flatMap(Self.header) else {
            throw Fault.badRequest("No Authorization headers found, cannot proceed with OAuth related calls.")
        }
        method = evidence.method.uppercased()
        url = Self.baseURL(evidence.url)
        let all = evidence.parameters + header.filter { $0.name != "realm" }
        signed = all.filter { $0.name != "oauth_signature" }
        var found: [String: String] = [:]
        for (name, value) in all where name.hasPrefix("oauth_") {
            guard found.updateValue(value, forKey: name) == nil else {
                throw Self.invalid("Duplicate OAuth1 entries")
            }
        }
        parameters = found
    }

    var consumerKey: String? { parameters["oauth_consumer_key"] }
    var token: String? { parameters["oauth_token"] }
    var verifier: String? { parameters["oauth_verifier"] }

    /// Seconds since 1970.
    var timestamp: Int64? { parameters["oauth_timestamp"].flatMap { Int64($0) } }

    /// The nonce with all that it must be unique among, as a digest of one length.
    var nonceDigest: String {
        let parts = [consumerKey, token, parameters["oauth_timestamp"], parameters["oauth_nonce"]]
        let text = parts.map { PercentCoding.encode($0 ?? "") }.joined(separator: "&")
        return Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
    }

    /// What must be said, and said in the one version.
    func requireForm() throws {
        let names = ["oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method"]
        guard names.allSatisfy({ !(parameters[$0] ?? "").isEmpty }), timestamp != nil else {
            throw Self.invalid("Missing mandatory OAuth parameters")
        }
        guard parameters["oauth_version"] ?? "1.0" == "1.0" else { throw Self.invalid("Invalid OAuth version") }
        guard parameters.values.allSatisfy({ $0.utf8.count <= 512 }) else {
            throw Self.invalid("A parameter is too long")
        }
        guard ["HMAC-SHA1", "HMAC-SHA256"].contains(parameters["oauth_signature_method"] ?? "") else {
            throw Self.invalid("Invalid signature method")
        }
    }

    /// Whether the signature is that of these secrets; takes the same time whatever it is.
    func isSigned(consumerSecret: String, tokenSecret: String = "") -> Bool {
        let key = SymmetricKey(
            data: Array((PercentCoding.encode(consumerSecret) + "&" + PercentCoding.encode(tokenSecret)).utf8))
        let text = Array(baseString.utf8)
        guard let shown = parameters["oauth_signature"].flatMap({ Data(base64Encoded: $0) }) else { return false }
        switch parameters["oauth_signature_method"] {
        case "HMAC-SHA1":
            return HMAC<Insecure.SHA1>.isValidAuthenticationCode(shown, authenticating: text, using: key)
        case "HMAC-SHA256": return HMAC<SHA256>.isValidAuthenticationCode(shown, authenticating: text, using: key)
        default: return false
        }
    }

    /// Section 3.4.1: what is signed.
    var baseString: String {
        let pairs = signed.map { (PercentCoding.encode($0.name), PercentCoding.encode($0.value)) }
            .sorted { $0.0 == $1.0 ? Self.precedes($0.1, $1.1) : Self.precedes($0.0, $1.0) }
        let normalized = pairs.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return [method, url, normalized].map { PercentCoding.encode($0) }.joined(separator: "&")
    }

    static func invalid(_ reason: String) -> Fault {
        .badRequest("Validation failed with errors: invalid_request, detail message is: \(reason).")
    }

    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Section 3.5.1: `OAuth name="value", …`; nil when it is of another scheme or malformed.
    private static func header(_ text: String) -> [(name: String, value: String)]? {
        guard text.utf8.count <= 8192, text.prefix(6).lowercased() == "oauth " else { return nil }
        var pairs: [(name: String, value: String)] = []
        for part in text.dropFirst(6).split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { return nil }
            let value = sides[1].trimmed
            guard value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return nil }
            pairs.append(
                (PercentCoding.decode(sides[0].trimmed[...]), PercentCoding.decode(value.dropFirst().dropLast())))
        }
        return pairs
    }

    /// Section 3.4.1.2: scheme and host in small letters, the scheme's own port left out.
    private static func baseURL(_ url: String) -> String {
        let parts = url.split(separator: "://", maxSplits: 1)
        guard parts.count == 2 else { return url }
        let scheme = parts[0].lowercased()
        let slash = parts[1].firstIndex(of: "/") ?? parts[1].endIndex
        var host = parts[1][..<slash].lowercased()
        let own = scheme == "https" ? ":443" : ":80"
        if host.hasSuffix(own) { host = String(host.dropLast(own.count)) }
        let path = slash == parts[1].endIndex ? "/" : String(parts[1][slash...])
        return "\(scheme)://\(host)\(path)"
    }
}
