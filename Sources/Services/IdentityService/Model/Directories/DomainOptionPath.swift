import CloudCore

/// What part of a domain's configuration is meant: all, a group, or one option.
struct DomainOptionPath: Sendable, Hashable {
    var group: String?
    var option: String?

    /// - Throws: `Fault` 403, as Keystone does, for a group or an option that domains do not set.
    func requireKnown() throws {
        guard let group else { return }
        guard let known = DomainOptionList.defaults[group] else {
            throw Fault.invalidDomainConfiguration("Group \(group) is not supported for domain specific configurations")
        }
        guard let option else { return }
        guard known[option] != nil || DomainOptionList.isSensitive(group, option) else {
            throw Fault.invalidDomainConfiguration(
                "Option \(option) in group \(group) is not supported for domain specific configurations")
        }
    }

    func holds(_ other: DomainOption) -> Bool {
        (group.map { $0 == other.group } ?? true) && (option.map { $0 == other.name } ?? true)
    }

    /// 404, in Keystone's words.
    func missing(in domainID: String) -> Fault {
        let what =
            switch (group, option) {
            case (let group?, let option?): "option \(option) in group \(group)"
            case (let group?, nil): "group \(group)"
            default: "any options"
            }
        return .notFound("Could not find \(what) in domain configuration for domain \(domainID).")
    }
}

extension Fault {
    /// 403, as Keystone answers what a domain's configuration cannot hold.
    static func invalidDomainConfiguration(_ reason: String) -> Fault {
        forbidden("Invalid domain specific configuration: \(reason).")
    }
}
