import CloudJSON

/// What a domain may set for itself, with Keystone's defaults: nothing else of a configuration is ever taken or shown.
enum DomainOptionList {
    /// Option names by group with what holds when a domain says nothing.
    static let defaults: [String: [String: JSON]] = ["identity": identity, "ldap": connection.merging(people) { $1 }]

    /// Never shown, and stored sealed.
    static let sensitive: [String: Set<String>] = ["ldap": ["password"]]

    static func isSensitive(_ group: String, _ option: String) -> Bool { sensitive[group]?.contains(option) == true }

    private static let identity: [String: JSON] = ["driver": "sql", "list_limit": .null]

    private static let connection: [String: JSON] = [
        "url": "ldap://localhost", "randomize_urls": false, "user": .null, "suffix": "cn=example,cn=com",
        "query_scope": "one", "page_size": 0, "alias_dereferencing": "default", "debug_level": .null,
        "chase_referrals": .null, "tls_cacertfile": .null, "tls_cacertdir": .null, "use_tls": false,
        "tls_req_cert": "demand", "connection_timeout": -1, "use_pool": true, "pool_size": 10, "pool_retry_max": 3,
        "pool_retry_delay": 0.1, "pool_connection_timeout": -1, "pool_connection_lifetime": 600, "use_auth_pool": true,
        "auth_pool_size": 100, "auth_pool_connection_lifetime": 60,
    ]

    private static let people: [String: JSON] = [
        "user_tree_dn": .null, "user_filter": .null, "user_objectclass": "inetOrgPerson", "user_id_attribute": "cn",
        "user_name_attribute": "sn", "user_mail_attribute": "mail", "user_description_attribute": "description",
        "user_pass_attribute": "userPassword", "user_enabled_attribute": "enabled", "user_enabled_invert": false,
        "user_enabled_mask": 0, "user_enabled_default": "True", "user_attribute_ignore": ["default_project_id"],
        "user_default_project_id_attribute": .null, "user_enabled_emulation": false,
        "user_enabled_emulation_dn": .null, "user_enabled_emulation_use_group_config": false,
        "user_additional_attribute_mapping": [], "group_tree_dn": .null, "group_filter": .null,
        "group_objectclass": "groupOfNames", "group_id_attribute": "cn", "group_name_attribute": "ou",
        "group_members_are_ids": false, "group_member_attribute": "member", "group_desc_attribute": "description",
        "group_attribute_ignore": [], "group_additional_attribute_mapping": [], "group_ad_nesting": false,
    ]
}
