import CloudHTTP
import CloudJSON

extension SecurityGroup {
    static let attributes = AttributeMap<SecurityGroup>(
        "security_group",
        Attribute.identity + [
            Attribute(
                name: "name", rule: .text(), creation: .required, changeable: true, field: .text("name"),
                write: { $0.field("name", $1.name) }, assign: { $0.name = $1.string ?? "" }),
            .text("description", \.description), .bool("stateful", \.stateful, default: true),
            .shown("shared", .boolean("shared")) { $0.shared },
            .shown("is_default", .boolean("is_default")) { $0.isDefault },
            Attribute(
                name: "security_group_rules",
                write: { writer, group in
                    writer.field("security_group_rules") { writer in
                        writer.array(group.rules) {
                            SecurityGroupRule.attributes.write($1, &$0, only: nil, without: [])
                        }
                    }
                }),
        ] + Attribute.standard)
}
