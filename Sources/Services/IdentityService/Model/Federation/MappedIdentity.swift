import CloudJSON

/// Who somebody is here, by a mapping's rules.
struct MappedIdentity: Sendable, Equatable {
    /// A domain by its id, its name, or both.
    struct Domain: Sendable, Hashable {
        var id: String?
        var name: String?
    }

    struct User: Sendable, Equatable {
        var id: String?
        var name: String?
        var email: String?
        var domain: Domain?
        /// One that is there already, and is only found; others are made when they first sign in.
        var isLocal = false
    }

    struct Group: Sendable, Hashable {
        var name: String
        var domain: Domain
    }

    /// A project that is made if it is not there, with roles for the user.
    struct Project: Sendable, Hashable {
        var name: String
        var domain: Domain?
        var roles: [String]
    }

    var user = User()
    var groupIDs: [String] = []
    var groups: [Group] = []
    var projects: [Project] = []
}

extension MappedIdentity.Domain {
    init(_ value: JSON) { self.init(id: value["id"]?.string, name: value["name"]?.string) }
}

extension MappedIdentity: JSONWritable {
    /// As `keystone-manage mapping_engine` shows it.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("user") { writer in
                writer.object { writer in
                    writer.fieldIfPresent("id", user.id)
                    writer.fieldIfPresent("name", user.name)
                    writer.fieldIfPresent("email", user.email)
                    writer.field("type", user.isLocal ? "local" : "ephemeral")
                    writer.fieldIfPresent("domain", user.domain)
                }
            }
            writer.field("group_ids", groupIDs)
            writer.field("group_names") { writer in
                writer.array(groups) { writer, group in
                    writer.object { writer in
                        writer.field("name", group.name)
                        writer.field("domain", group.domain)
                    }
                }
            }
            writer.field("projects") { writer in
                writer.array(projects) { writer, project in
                    writer.object { writer in
                        writer.field("name", project.name)
                        writer.fieldIfPresent("domain", project.domain)
                        writer.field("roles") { writer in
                            writer.array(project.roles) { writer, role in writer.object { $0.field("name", role) } }
                        }
                    }
                }
            }
        }
    }
}

extension MappedIdentity.Domain: JSONWritable {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.fieldIfPresent("id", id)
            writer.fieldIfPresent("name", name)
        }
    }
}
