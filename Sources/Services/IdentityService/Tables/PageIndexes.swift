import CloudSQL

/// Indexes that give a page of each filtered list in the order of ids without looking at other rows: with a million
/// users a sort is no page. Where two serve a list, SQLite takes the one that was made last: the most selective.
enum PageIndexes {
    static let migration = Migration(
        82, "indexes for pages",
        [
            "CREATE INDEX users_by_state_and_id ON users (enabled, id)",
            "CREATE INDEX users_by_domain_and_id ON users (domain_id, id)",
            "CREATE INDEX users_by_domain_and_state ON users (domain_id, enabled, id)",
            "DROP INDEX users_by_default_project",
            "CREATE INDEX users_by_default_project_and_id ON users (default_project_id, id)",
            "DROP INDEX users_by_any_name",
            "CREATE INDEX users_by_name_and_id ON users (name, id)",
            "CREATE INDEX projects_by_kind_and_id ON projects (is_domain, id)",
            "CREATE INDEX projects_by_state_and_id ON projects (is_domain, enabled, id)",
            "CREATE INDEX projects_by_domain_and_id ON projects (is_domain, domain_id, id)",
            "CREATE INDEX projects_by_domain_and_state ON projects (is_domain, domain_id, enabled, id)",
            "CREATE INDEX projects_by_parent_and_id ON projects (is_domain, parent_id, id)",
            "CREATE INDEX projects_by_parent_and_state ON projects (is_domain, parent_id, enabled, id)",
            "DROP INDEX projects_by_any_name",
            "CREATE INDEX projects_by_name_and_id ON projects (is_domain, name, id)",
            "CREATE INDEX projects_by_name_and_state ON projects (is_domain, name, enabled, id)",
            "CREATE INDEX groups_by_domain_and_id ON user_groups (domain_id, id)",
            "DROP INDEX project_tags_by_name",
            "CREATE INDEX project_tags_by_name_and_project ON project_tags (name, project_id)",
        ])

    static let byName = Migration(
        83, "indexes for pages by name",
        [
            "CREATE INDEX users_by_name_and_state ON users (name, enabled, id)", "DROP INDEX groups_by_any_name",
            "CREATE INDEX groups_by_name_and_id ON user_groups (name, id)",
        ])

    /// A role that everybody has narrows nothing down; and groups of directories are few among a directory's people.
    /// The estimates are of all lists' indexes, so that the order in which these were made decides no more.
    static let ofAssignments = Migration(
        84, "indexes for role assignments",
        [
            "DROP INDEX assignments_by_role", "DROP INDEX assignments_by_actor",
            "CREATE INDEX assignments_by_role_and_target ON assignments (role_id, target_id)",
            "CREATE INDEX assignments_by_actor_and_target ON assignments (actor_id, target_id)",
            "CREATE INDEX assignments_inherited ON assignments (actor_id, target_id, role_id) WHERE inherited = 1",
            "CREATE INDEX assignments_inherited_by_role ON assignments (role_id, target_id) WHERE inherited = 1",
            "CREATE INDEX id_mappings_of_groups ON id_mappings (public_id) WHERE kind = 'group'",
        ],
        estimates: [
            IndexEstimate("assignments", "assignments_by_role_and_target", 400_000, 10),
            IndexEstimate("users", "users_by_state_and_id", 500_000, 1),
            IndexEstimate("users", "users_by_domain_and_id", 400_000, 1),
            IndexEstimate("users", "users_by_domain_and_state", 400_000, 200_000, 1),
            IndexEstimate("users", "users_by_name", 400_000, 1, 1),
            IndexEstimate("projects", "projects_by_kind_and_id", 900_000, 1),
            IndexEstimate("projects", "projects_by_state_and_id", 900_000, 500_000, 1),
            IndexEstimate("projects", "projects_by_domain_and_id", 900_000, 400_000, 1),
            IndexEstimate("projects", "projects_by_domain_and_state", 900_000, 400_000, 200_000, 1),
            IndexEstimate("projects", "projects_by_parent_and_id", 900_000, 10, 1),
            IndexEstimate("projects", "projects_by_parent_and_state", 900_000, 10, 10, 1),
            IndexEstimate("projects", "projects_by_name_and_id", 900_000, 10, 1),
            IndexEstimate("projects", "projects_by_name_and_state", 900_000, 10, 10, 1),
            IndexEstimate("projects", "projects_by_name", 400_000, 1),
            IndexEstimate("user_groups", "groups_by_domain_and_id", 400_000, 1),
            IndexEstimate("user_groups", "groups_by_name", 400_000, 1, 1),
            IndexEstimate("limits", "limits_by_service", 400_000, 1),
            IndexEstimate("limits", "limits_by_resource", 100_000, 1),
        ])
}
