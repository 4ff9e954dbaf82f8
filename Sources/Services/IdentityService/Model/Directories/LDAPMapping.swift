import LDAPKit

/// How entries of a directory become users and groups.
struct LDAPMapping: Sendable, Hashable {
    /// An attribute that stands in the API under another name.
    struct Additional: Sendable, Hashable {
        var attribute: LDAPAttribute
        var member: String
    }

    /// Where entries of one kind are, and what their members are called.
    struct Tree: Sendable, Hashable {
        var base: String
        var filter: LDAPFilter?
        var objectClass: String
        var id: LDAPAttribute
        var name: LDAPAttribute
        var description: LDAPAttribute?
        var additional: [Additional]
    }

    /// How an entry says that its user may sign in.
    enum Enabled: Sendable, Hashable {
        case always
        case flag(LDAPAttribute, inverted: Bool, fallback: Bool)
        /// Closed when all of the mask's bits are set.
        case mask(LDAPAttribute, Int, fallback: Int)
        /// The members of that group are.
        case group(String, objectClass: String?, member: LDAPAttribute)
    }

    var scope: LDAPSearch.Scope
    var users: Tree
    var mail: LDAPAttribute?
    var defaultProject: LDAPAttribute?
    var enabled: Enabled
    var groups: Tree
    var member: LDAPAttribute
    var membersAreIDs: Bool
    /// Groups in groups, as Active Directory follows them.
    var nests: Bool

    init(_ options: LDAPOptions) throws {
        scope = try options.choice("query_scope", ["one": .level, "sub": .subtree])
        users = try Self.tree("user", "user_description_attribute", options)
        groups = try Self.tree("group", "group_desc_attribute", options)
        let ignored = Set(options.list("user_attribute_ignore"))
        mail = ignored.contains("email") ? nil : try options.attribute("user_mail_attribute")
        defaultProject =
            ignored.contains("default_project_id") && options.text("user_default_project_id_attribute") == nil
            ? nil : try options.attribute("user_default_project_id_attribute")
        if ignored.contains("description") { users.description = nil }
        member = try options.requiredAttribute("group_member_attribute")
        membersAreIDs = try options.flag("group_members_are_ids")
        nests = try options.flag("group_ad_nesting")
        enabled = ignored.contains("enabled") ? .always : try Self.enabled(options, users, member)
    }

    private static func tree(_ kind: String, _ description: String, _ options: LDAPOptions) throws -> Tree {
        guard let base = options.text(kind + "_tree_dn") ?? options.text("suffix") else {
            throw DirectoryTrouble.settings("[ldap] \(kind)_tree_dn and suffix are empty")
        }
        return Tree(
            base: base, filter: options.text(kind + "_filter").flatMap { LDAPFilter(operator: $0) },
            objectClass: options.text(kind + "_objectclass") ?? "",
            id: try options.requiredAttribute(kind + "_id_attribute"),
            name: try options.requiredAttribute(kind + "_name_attribute"),
            description: try options.attribute(description),
            additional: try options.additional(kind + "_additional_attribute_mapping"))
    }

    private static func enabled(_ options: LDAPOptions, _ users: Tree, _ member: LDAPAttribute) throws -> Enabled {
        if try options.flag("user_enabled_emulation") {
            let usesGroups = try options.flag("user_enabled_emulation_use_group_config")
            let name = options.text("user_enabled_emulation_dn") ?? "cn=enabled_users,\(users.base)"
            guard let plain = LDAPAttribute("member") else { return .always }
            return .group(
                name, objectClass: usesGroups ? options.text("group_objectclass") : "groupOfNames",
                member: usesGroups ? member : plain)
        }
        guard let attribute = try options.attribute("user_enabled_attribute") else { return .always }
        let fallback = options.text("user_enabled_default") ?? "True"
        let mask = try options.number("user_enabled_mask")
        if mask != 0 { return .mask(attribute, mask, fallback: Int(fallback) ?? 0) }
        return .flag(
            attribute, inverted: try options.flag("user_enabled_invert"), fallback: isTrue(fallback))
    }

    static func isTrue(_ text: String) -> Bool { ["true", "1", "yes"].contains(text.lowercased()) }
}
