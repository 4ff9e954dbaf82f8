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
}
