package import CloudJSON

/// Somebody or something in an event (DSP0262, "Resource type").
package struct CADFResource: Sendable, JSONWritable {
    package var id: String
    /// A path of the resource taxonomy: `service/security/account/user`.
    package var typeURI: String
    package var name: String?
    package var host: CADFHost?
    package var credential: CADFCredential?
    /// What OpenStack adds: `user_id`, `project_id`, `request_id`, …
    package var extra: [(name: String, value: String)] = []

    package init(id: String, typeURI: String) {
        self.id = id
        self.typeURI = typeURI
    }

    /// Adds a member, unless there is nothing to say.
    package mutating func add(_ name: String, _ value: String?) {
        if let value { extra.append((name, value)) }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("typeURI", typeURI)
            writer.fieldIfPresent("name", name)
            writer.fieldIfPresent("host", host)
            writer.fieldIfPresent("credential", credential)
            for member in extra { writer.field(member.name, member.value) }
            writer.field("id", id)
        }
    }
}
