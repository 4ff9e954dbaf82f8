import CloudAuth
import CloudCore
import CloudJSON

/// The open part of the rules for passwords.
struct SecurityComplianceActions: Sendable {
    let kit: IdentityKit
    let rules: SecurityCompliance

    /// The options by name, null where they are not set.
    func options(of domainID: String, only option: String? = nil, _ caller: Caller) throws -> [String: JSON] {
        try kit.policy.enforce("identity:get_security_compliance_domain_config", caller)
        guard domainID == Project.defaultDomainID else {
            throw Fault.invalidDomainConfiguration(
                "Reading security compliance information for any domain other than the default domain is not allowed "
                    + "or supported.")
        }
        let open: [String: JSON] = [
            "password_regex": rules.pattern.map { .string($0) } ?? .null,
            "password_regex_description": rules.patternDescription.map { .string($0) } ?? .null,
        ]
        guard let option else { return open }
        guard let value = open[option] else {
            throw Fault.invalidDomainConfiguration(
                "Reading security compliance values other than password_regex and password_regex_description is not "
                    + "allowed.")
        }
        return [option: value]
    }
}
