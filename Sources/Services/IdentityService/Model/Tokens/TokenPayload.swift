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
    var delegation: Delegation.Reference?
    /// The certificate with which alone the token may be used, as `x5t#S256` (RFC 8705).
    var thumbprint: String?
    var federation: FederatedSession?
}

/// The compact form inside a Fernet token: about a hundred bytes.
///
/// Version 1, scope kind, methods (2 bytes), issued, expires (8 bytes each, microseconds, big endian), audit id, user
/// id, [scope id], a count of members that not every token has, each a `Member` and its id. An id is a length byte and
/// its bytes, hexadecimal ones packed.
extension TokenPayload {
    private static let version: UInt8 = 1

    /// What not every token has.
    private enum Member: UInt8 {
        case auditChain = 1
        case applicationCredential = 2
        case trust = 10
        case accessToken = 11
        case thumbprint = 12
        case identityProvider = 60
        case federationProtocol = 61
        case federatedGroup = 62
    }

    var bytes: [UInt8] {
        var out: [UInt8] = [Self.version]
        var scopeID: String?
        switch scope {
        case .unscoped: out.append(0)
        case .project(let id): (out, scopeID) = (out + [1], id)
        case .domain(let id): (out, scopeID) = (out + [2], id)
        case .system: out.append(3)
        }
        out += methods.rawValue.bigEndianBytes
        out += issuedAt.microseconds.bigEndianBytes + expiresAt.microseconds.bigEndianBytes
        out += auditID + Self.packed(userID)
        if let scopeID { out += Self.packed(scopeID) }
        out.append(UInt8(members.count))
        for (member, id) in members { out += [member.rawValue] + Self.packed(id) }
        return out
    }

    private var members: [(Member, String)] {
        var members: [(Member, String)] = []
        if let auditChainID { members.append((.auditChain, Hexadecimal.text(auditChainID))) }
        switch delegation {
        case nil: break
        case .applicationCredential(let id): members.append((.applicationCredential, id))
        case .trust(let id): members.append((.trust, id))
        case .accessToken(let id): members.append((.accessToken, id))
        }
        if let thumbprint { members.append((.thumbprint, thumbprint)) }
        if let federation {
            members += [(.identityProvider, federation.idpID), (.federationProtocol, federation.protocolID)]
            members += federation.groupIDs.map { (.federatedGroup, $0) }
        }
        return members
    }

    private mutating func set(_ member: Member, _ id: String) {
        switch member {
        case .auditChain: auditChainID = Hexadecimal.bytes(id)
        case .applicationCredential: delegation = .applicationCredential(id)
        case .trust: delegation = .trust(id)
        case .accessToken: delegation = .accessToken(id)
        case .thumbprint: thumbprint = id
        case .identityProvider: federation = FederatedSession(idpID: id, protocolID: "", groupIDs: [])
        case .federationProtocol: federation?.protocolID = id
        case .federatedGroup: federation?.groupIDs.append(id)
        }
    }

    /// nil when the bytes are no payload of this version.
    init?(bytes: [UInt8]) {
        var reader = TokenReader(bytes)
        guard let head = reader.take(4), head[0] == Self.version, let issued = reader.moment(),
            let expires = reader.moment(), let audit = reader.take(16), let user = reader.identifier()
        else { return nil }
        switch head[1] {
        case 0: scope = .unscoped
        case 1, 2:
            guard let id = reader.identifier() else { return nil }
            scope = head[1] == 1 ? .project(id) : .domain(id)
        case 3: scope = .system
        default: return nil
        }
        userID = user
        methods = AuthMethods(rawValue: UInt16(head[2]) << 8 | UInt16(head[3]))
        issuedAt = issued
        expiresAt = expires
        auditID = audit
        guard let count = reader.take(1)?.first else { return nil }
        for _ in 0..<count {
            guard let tag = reader.take(1)?.first, let member = Member(rawValue: tag), let id = reader.identifier()
            else { return nil }
            set(member, id)
        }
        guard reader.isAtEnd else { return nil }
    }

    /// A length byte and the id; with the high bit set, the id is lower-case hexadecimal and its bytes follow.
    private static func packed(_ id: String) -> [UInt8] {
        if let raw = Hexadecimal.bytes(id), !raw.isEmpty, raw.count < 128 { return [0x80 | UInt8(raw.count)] + raw }
        let text = Array(id.utf8.prefix(127))
        return [UInt8(text.count)] + text
    }
}
