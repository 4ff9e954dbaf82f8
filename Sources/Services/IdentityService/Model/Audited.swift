/// What Keystone tells others of (`keystone.notifications`), and how CADF calls it.
enum Audited: String, Sendable, CaseIterable {
    case project, user, group, role, domain, region, service, endpoint, policy, credential
    case projectTag = "project tag"
    case applicationCredential = "application_credential"
    case accessRule = "access_rule"
    case trust = "OS-TRUST:trust"
    case consumer = "OS-OAUTH1:consumer"
    case requestToken = "OS-OAUTH1:request_token"
    case accessToken = "OS-OAUTH1:access_token"

    enum Operation: String, Sendable {
        case created, updated, deleted
    }

    /// A path of CADF's resource taxonomy; what Keystone has none for is unknown.
    var typeURI: String {
        switch self {
        case .user: "data/security/account/user"
        case .consumer: "data/security/account"
        case .trust: "data/security/trust"
        case .requestToken, .accessToken, .applicationCredential: "data/security/credential"
        case .project, .group, .role, .domain, .region, .service, .endpoint, .policy: "data/security/\(rawValue)"
        case .credential, .projectTag, .accessRule: "unknown"
        }
    }
}
