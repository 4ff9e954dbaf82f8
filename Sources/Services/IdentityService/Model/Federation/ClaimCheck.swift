import CloudCore
import CloudJSON

/// Whether a provider's claims are for this cloud, and for now (OpenID Connect Core, 3.1.3.7; RFC 7662; RFC 9068).
struct ClaimCheck: Sendable {
    /// By how much clocks may differ.
    static let leeway = Duration.seconds(60)

    var issuer: String
    var audiences: Set<String>
    var now: Timestamp

    /// Why claims do not count: for the log.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// Of a signed token: it names its issuer, whom it is for, and its end.
    func check(signed claims: [String: JSON]) throws(Refused) {
        guard claims["iss"]?.string == issuer else { throw Refused(description: "another issuer") }
        guard claims["exp"]?.double != nil else { throw Refused(description: "no end") }
        guard !audiences.isDisjoint(with: Self.audience(claims)) else { throw Refused(description: "another audience") }
        try times(claims)
    }

    /// Of an introspected token: the provider answers for it; without an audience its client must be one of ours.
    func check(introspected claims: [String: JSON]) throws(Refused) {
        guard claims["active"]?.bool == true else { throw Refused(description: "not active") }
        if let named = claims["iss"], named.string != issuer { throw Refused(description: "another issuer") }
        let audience = Self.audience(claims)
        let made = audience.isEmpty ? [claims["client_id"]?.string].compactMap { $0 } : audience
        guard !audiences.isDisjoint(with: made) else { throw Refused(description: "another audience") }
        try times(claims)
    }

    private func times(_ claims: [String: JSON]) throws(Refused) {
        if let end = try moment("exp", claims), end + Self.leeway <= now { throw Refused(description: "ended") }
        if let start = try moment("nbf", claims), start - Self.leeway > now { throw Refused(description: "not yet") }
        if let made = try moment("iat", claims), made - Self.leeway > now { throw Refused(description: "not yet made") }
    }

    /// Seconds since 1970, perhaps with a fraction.
    private func moment(_ name: String, _ claims: [String: JSON]) throws(Refused) -> Timestamp? {
        guard let claim = claims[name], !claim.isNull else { return nil }
        guard let seconds = claim.double, seconds >= 0, seconds < 1e11 else {
            throw Refused(description: "\(name) is no time")
        }
        return Timestamp(microseconds: Int64(seconds * 1_000_000))
    }

    private static func audience(_ claims: [String: JSON]) -> [String] {
        claims["aud"]?.string.map { [$0] } ?? claims["aud"]?.strings ?? []
    }
}
