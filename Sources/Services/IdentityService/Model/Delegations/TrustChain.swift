import CloudCore

/// The rules by which trusts are handed on (Identity API v3 OS-TRUST, "Redelegating trusts").
struct TrustChain: Sendable {
    /// The configured longest chain.
    let maximum: Int

    /// How many links may follow a new trust.
    /// - Parameters:
    ///   - chain: the trusts above the new one, nearest first.
    ///   - allowed: whether the client lets it be handed on.
    ///   - asked: the number of links that the client names.
    ///   - uses: the number of uses that the client names.
    func depth(below chain: [Trust], allowed: Bool, asked: Int?, uses: Int?) throws -> Int {
        guard allowed, asked != 0 else { return 0 }
        if let asked, asked > maximum {
            throw Fault.forbidden(
                "Requested redelegation depth of \(asked) is greater than allowed \(maximum)")
        }
        guard uses == nil else {
            throw Fault.badRequest("remaining_uses must not be set if redelegation is allowed")
        }
        guard let parent = chain.first else { return asked ?? maximum }
        let rest = parent.redelegationCount - 1
        guard asked == nil || asked == rest else {
            throw Fault.forbidden(
                "Modifying \"redelegation_count\" upon redelegation is forbidden. Omitting this parameter is advised.")
        }
        return rest
    }

    /// Whether `trust` may hang below `link`; when it ends, at the latest.
    func check(_ trust: Trust, _ link: Trust) throws -> Timestamp? {
        guard link.redelegationCount > 0, link.redelegationCount <= maximum else {
            throw Fault.forbidden(
                "Remaining redelegation depth of \(link.redelegationCount) out of allowed range of [0..\(maximum)]")
        }
        if let uses = trust.remainingUses {
            throw Fault.forbidden(
                "Field \"remaining_uses\" is set to \(uses) while it must not be set in order to redelegate a trust")
        }
        if let end = link.expiresAt, let wanted = trust.expiresAt, wanted > end {
            throw Fault.forbidden("Requested expiration time is more than redelegated trust can provide")
        }
        guard trust.roleIDs.allSatisfy(link.roleIDs.contains) else {
            throw Fault.forbidden("Some of requested roles are not in redelegated trust")
        }
        guard trust.projectID == link.projectID else {
            throw Fault.forbidden("The project of a redelegated trust must be that of the trust it comes from")
        }
        guard link.impersonation || !trust.impersonation else {
            throw Fault.forbidden(
                "Impersonation is not allowed because redelegated trust does not specify impersonation. "
                    + "Redelegated trust id: \(link.id)")
        }
        return trust.expiresAt ?? link.expiresAt
    }
}
