import CloudCore
import CloudJSON

/// What a token says of itself as the claims of a JSON Web Token, by Keystone's names.
///
/// Keystone's times are whole seconds; the rest stands in `apus_microseconds`, so that a token keeps its moment.
enum TokenClaims {
    static func json(_ payload: TokenPayload) -> JSON {
        let audit = [payload.auditID] + [payload.auditChainID].compactMap { $0 }
        var claims: [String: JSON] = [
            "sub": .string(payload.userID), "iat": .integer(payload.issuedAt.seconds),
            "exp": .integer(payload.expiresAt.seconds),
            "openstack_methods": .array(payload.methods.names.map { .string($0) }),
            "openstack_audit_ids": .array(audit.map { .string(Base64URL.text($0)) }),
            "apus_microseconds": [.integer(rest(payload.issuedAt)), .integer(rest(payload.expiresAt))],
        ]
        switch payload.scope {
        case .unscoped: break
        case .project(let id): claims["openstack_project_id"] = .string(id)
        case .domain(let id): claims["openstack_domain_id"] = .string(id)
        case .system: claims["openstack_system"] = "all"
        }
        if let key = payload.delegation?.key { claims["openstack_" + key.name] = .string(key.id) }
        claims["openstack_thumbprint"] = payload.thumbprint.map { .string($0) }
        if let federation = payload.federation {
            claims["openstack_idp_id"] = .string(federation.idpID)
            claims["openstack_protocol_id"] = .string(federation.protocolID)
            claims["openstack_group_ids"] = .array(federation.groupIDs.map { .string($0) })
        }
        return .object(claims)
    }

    /// nil when what every token must say is not there.
    static func payload(_ claims: JSON) -> TokenPayload? {
        guard let user = claims["sub"]?.string, let methods = claims["openstack_methods"]?.strings,
            let audit = claims["openstack_audit_ids"]?.strings?.map({ Base64URL.bytes($0) }), let own = audit.first,
            let own, own.count == 16, let chain = audit.count > 1 ? audit[1] : []
        else { return nil }
        let rests = claims["apus_microseconds"]?.array ?? []
        guard let issued = moment(claims["iat"], rests.first), let expires = moment(claims["exp"], rests.last) else {
            return nil
        }
        var payload = TokenPayload(
            userID: user, methods: AuthMethods(names: methods), scope: scope(claims), issuedAt: issued,
            expiresAt: expires, auditID: own, auditChainID: chain.isEmpty ? nil : chain,
            delegation: Delegation.Reference { claims["openstack_" + $0]?.string })
        payload.thumbprint = claims["openstack_thumbprint"]?.string
        if let idpID = claims["openstack_idp_id"]?.string {
            payload.federation = FederatedSession(
                idpID: idpID, protocolID: claims["openstack_protocol_id"]?.string ?? "",
                groupIDs: claims["openstack_group_ids"]?.strings ?? [])
        }
        return payload
    }

    private static func scope(_ claims: JSON) -> TokenScope {
        if let id = claims["openstack_project_id"]?.string { return .project(id) }
        if let id = claims["openstack_domain_id"]?.string { return .domain(id) }
        return claims["openstack_system"]?.string == "all" ? .system : .unscoped
    }

    private static func rest(_ moment: Timestamp) -> Int64 { moment.microseconds - moment.seconds * 1_000_000 }

    private static func moment(_ seconds: JSON?, _ rest: JSON?) -> Timestamp? {
        // Within what a timestamp can hold.
        guard let seconds = seconds?.integer, (0..<4_000_000_000_000).contains(seconds) else { return nil }
        let rest = rest?.integer ?? 0
        return (0..<1_000_000).contains(rest) ? Timestamp(microseconds: seconds * 1_000_000 + rest) : nil
    }
}
