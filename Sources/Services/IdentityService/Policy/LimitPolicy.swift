import CloudAuth

/// Unified limits: everyone sees the registered ones and those of the own place, administrators set them.
extension IdentityPolicy {
    static let limits: [PolicyRule] =
        ["get_registered_limit", "list_registered_limits"].map {
            PolicyRule("identity:" + $0, "", "See what is limited, and the defaults.")
        }
        + ["create_registered_limits", "update_registered_limit", "delete_registered_limit"].map {
            PolicyRule("identity:" + $0, admin, "Set what is limited, and the defaults.")
        }
        + [
            PolicyRule("identity:get_limit_model", "", "See the enforcement model."),
            PolicyRule(
                "identity:get_limit",
                """
                \(reader) or domain_id:%(target.limit.domain.id)s or domain_id:%(target.limit.project.domain_id)s \
                or (project_id:%(target.limit.project_id)s and not None:%(target.limit.project_id)s)
                """, "See a limit."),
            PolicyRule("identity:list_limits", "", "List the limits of the own place, the system's readers all."),
        ]
        + ["create_limits", "update_limit", "delete_limit"].map { PolicyRule("identity:" + $0, admin, "Set limits.") }
}
