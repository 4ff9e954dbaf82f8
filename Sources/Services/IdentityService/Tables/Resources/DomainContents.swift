import CloudSQL

extension Connection {
    /// Deletes all that is in a domain.
    func emptyDomain(_ id: String) throws {
        try deleteCredentials(ofDomain: id)
        let places = "SELECT id FROM projects WHERE domain_id = $1"
        let actors = "SELECT id FROM users WHERE domain_id = $1 UNION SELECT id FROM user_groups WHERE domain_id = $1"
        // One by one: for either of two conditions PostgreSQL would read the whole table.
        for condition in ["target_id = $1", "target_id IN (\(places))", "actor_id IN (\(actors))"] {
            try execute("DELETE FROM assignments WHERE \(condition)", [.text(id)])
        }
        try execute("DELETE FROM application_credentials WHERE project_id IN (\(places))", [.text(id)])
        try execute(
            "UPDATE users SET default_project_id = NULL WHERE default_project_id IN (\(places))", [.text(id)])
        try execute(
            "DELETE FROM sign_ins WHERE id IN (SELECT id FROM users WHERE domain_id = $1)", [.text(id)])
        for table in ["users", "user_groups", "roles", "projects"] {
            try execute("DELETE FROM \(table) WHERE domain_id = $1", [.text(id)])
        }
    }
}
