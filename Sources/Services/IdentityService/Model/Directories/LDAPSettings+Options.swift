import LDAPKit

extension LDAPSettings {
    /// The connection as a domain's `[ldap]` options have it. Time has a limit even where the options set none.
    init(_ options: LDAPOptions) throws {
        func seconds(_ names: String..., otherwise: Int) throws -> Duration {
            let said = try names.map { try options.number($0) }.first { $0 > 0 }
            return .seconds(min(said ?? otherwise, 3600))
        }
        var aliases: AliasFollowing?
        if options.text("alias_dereferencing") != "default" {
            aliases = try options.choice(
                "alias_dereferencing",
                ["never": .never, "searching": .searching, "finding": .finding, "always": .always])
        }
        guard let urls = options.text("url") else { throw DirectoryTrouble.settings("[ldap] url is empty") }
        let patience = try seconds("connection_timeout", "pool_connection_timeout", otherwise: 5)
        self.init(
            urls: urls, bindName: options.text("user") ?? "", password: options.text("password") ?? "",
            startsTLS: try options.flag("use_tls"), authorityFile: options.text("tls_cacertfile"),
            authorityFolder: options.text("tls_cacertdir"),
            certificateCheck: try options.choice(
                "tls_req_cert", ["demand": .demand, "allow": .allow, "never": .never]),
            connectTimeout: patience, answerTimeout: max(patience, .seconds(15)),
            followsReferrals: try options.flag("chase_referrals"), aliases: aliases,
            pageSize: max(0, try options.number("page_size")),
            connectionLifetime: try options.flag("use_pool")
                ? seconds("pool_connection_lifetime", otherwise: 600) : .zero)
    }
}
