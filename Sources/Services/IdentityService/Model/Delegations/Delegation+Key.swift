import CloudAuth

/// What a delegation is called where it is stored as a name and an id: in EC2 credentials, and in a signed token's
/// claims. Each new kind of delegation needs its name here.
extension Delegation.Reference {
    /// The names of all kinds.
    static let keyNames = ["trust_id", "app_cred_id", "access_token_id"]

    var key: (name: String, id: String) {
        switch self {
        case .applicationCredential(let id): ("app_cred_id", id)
        case .trust(let id): ("trust_id", id)
        case .accessToken(let id): ("access_token_id", id)
        }
    }

    /// nil when no kind has an id.
    init?(_ id: (String) -> String?) {
        if let id = id("app_cred_id") {
            self = .applicationCredential(id)
        } else if let id = id("trust_id") {
            self = .trust(id)
        } else if let id = id("access_token_id") {
            self = .accessToken(id)
        } else {
            return nil
        }
    }
}

extension Delegation {
    /// What its tokens allow themselves; nil: all that their roles do.
    var accessRules: [AccessRule]? {
        guard let rules = applicationCredential?.accessRules, !rules.isEmpty else { return nil }
        return rules.map { AccessRule($0) }
    }
}
