import CloudCore

/// What a token says of itself; the rest is looked up when it is checked.
struct TokenPayload: Sendable, Hashable {
    var userID: String
    var methods: AuthMethods
    var scope: TokenScope
    var issuedAt: Timestamp
    var expiresAt: Timestamp
    /// 16 random bytes, the token's own.
    var auditID: [UInt8]
    /// The audit id of the first token of the chain; nil when this is the first.
    var auditChainID: [UInt8]?
    var applicationCredentialID: String?
}

/// The compact form inside a Fernet token: about a hundred bytes.
///
/// Version 1, scope kind, methods, flags, issued, expires (8 bytes each, microseconds, big endian), audit id,
/// [chain id], user id, [scope id], [application credential id]; an id is a length byte and its bytes, hexadecimal ones
/// packed.
extension TokenPayload {
    private static let version: UInt8 = 1

    var bytes: [UInt8] {
        var out: [UInt8] = [Self.version]
        var scopeID: String?
        switch scope {
        case .unscoped: out.append(0)
        case .project(let id): (out, scopeID) = (out + [1], id)
        case .domain(let id): (out, scopeID) = (out + [2], id)
        case .system: out.append(3)
        }
        out.append(methods.rawValue)
        out.append((auditChainID == nil ? 0 : 1) | (applicationCredentialID == nil ? 0 : 2))
        for moment in [issuedAt, expiresAt] {
            for shift in stride(from: 56, through: 0, by: -8) {
                out.append(UInt8(truncatingIfNeeded: moment.microseconds >> Int64(shift)))
            }
        }
        out += auditID
        out += auditChainID ?? []
        for id in [userID, scopeID, applicationCredentialID] {
            if let id { out += Self.packed(id) }
        }
        return out
    }

    /// nil when the bytes are no payload of this version.
    init?(bytes: [UInt8]) {
        var rest = bytes[...]
        func take(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        func identifier() -> String? {
            guard let tag = take(1)?.first, let body = take(Int(tag & 0x7F)) else { return nil }
            return tag & 0x80 != 0 ? Hexadecimal.text(body) : String(validating: body, as: UTF8.self)
        }
        func moment() -> Timestamp? {
            take(8).map { Timestamp(microseconds: $0.reduce(0) { $0 << 8 | Int64($1) }) }
        }
        guard let head = take(4), head[0] == Self.version, let issued = moment(), let expires = moment(),
            let audit = take(16)
        else { return nil }
        let chain = head[3] & 1 != 0 ? take(16) : nil
        guard (chain == nil) == (head[3] & 1 == 0), let user = identifier() else { return nil }
        switch head[1] {
        case 0: scope = .unscoped
        case 1, 2:
            guard let id = identifier() else { return nil }
            scope = head[1] == 1 ? .project(id) : .domain(id)
        case 3: scope = .system
        default: return nil
        }
        applicationCredentialID = nil
        if head[3] & 2 != 0 {
            guard let id = identifier() else { return nil }
            applicationCredentialID = id
        }
        guard rest.isEmpty else { return nil }
        userID = user
        methods = AuthMethods(rawValue: head[2])
        issuedAt = issued
        expiresAt = expires
        auditID = audit
        auditChainID = chain
    }

    /// A length byte and the id; with the high bit set, the id is lower-case hexadecimal and its bytes follow.
    private static func packed(_ id: String) -> [UInt8] {
        if let raw = Hexadecimal.bytes(id), !raw.isEmpty, raw.count < 128 { return [0x80 | UInt8(raw.count)] + raw }
        let text = Array(id.utf8.prefix(127))
        return [UInt8(text.count)] + text
    }
}
