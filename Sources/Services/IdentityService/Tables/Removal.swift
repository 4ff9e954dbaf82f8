import CloudSQL

/// What goes with users and projects: the one place that knows which rows hang on them without a foreign key.
extension Connection {
    /// Removes projects with all that is theirs. Children go before their parents.
    func remove(projects ids: [String]) throws {
        for id in ids {
            try deleteAssignments(Assignment.on(.project, id))
            try execute("DELETE FROM application_credentials WHERE project_id = $1", [.text(id)])
            try deleteCredentials(ofProject: id)
            try execute("UPDATE users SET default_project_id = NULL WHERE default_project_id = $1", [.text(id)])
            try table(Project.self).delete(id)
        }
    }

    /// Removes a user with all that is theirs.
    func remove(user id: String) throws {
        try deleteAssignments(Assignment.of(.user, id))
        try deleteCredentials(ofUser: id)
        try table(User.self).delete(id)
        try table(SignInRecord.self).delete(id)
    }

    /// Removes a domain with everything in it: users, groups, projects, roles, and what all of those have.
    func remove(domain id: String) throws {
        try emptyDomain(id)
        try table(Project.self).delete(id)
    }
}
