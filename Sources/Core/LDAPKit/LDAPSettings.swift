/// How a directory server is reached and asked.
package struct LDAPSettings: Sendable, Hashable {
    /// What happens when the server's certificate does not hold.
    package enum CertificateCheck: Sendable, Hashable {
        case demand, allow, never
    }

    /// When aliases are followed; nil in the settings: as `ldap.conf` says.
    package enum AliasFollowing: Int32, Sendable, Hashable {
        case never = 0
        case searching = 1
        case finding = 2
        case always = 3
    }

    /// One or more, between commas; the first that answers serves.
    package var urls: String
    /// Who asks; empty: anonymous.
    package var bindName: String
    package var password: String
    /// StartTLS before anything else is said.
    package var startsTLS: Bool
    package var authorityFile: String?
    package var authorityFolder: String?
    package var certificateCheck: CertificateCheck
    /// For reaching the server, and for each answer.
    package var connectTimeout: Duration
    package var answerTimeout: Duration
    /// Off unless asked for: a server can refer to another without end.
    package var followsReferrals: Bool
    package var aliases: AliasFollowing?
    /// Entries asked for at once; 0: all.
    package var pageSize: Int
    /// A connection older than this is replaced.
    package var connectionLifetime: Duration

    package init(
        urls: String, bindName: String = "", password: String = "", startsTLS: Bool = false,
        authorityFile: String? = nil, authorityFolder: String? = nil, certificateCheck: CertificateCheck = .demand,
        connectTimeout: Duration = .seconds(5), answerTimeout: Duration = .seconds(15),
        followsReferrals: Bool = false, aliases: AliasFollowing? = nil, pageSize: Int = 0,
        connectionLifetime: Duration = .seconds(600)
    ) {
        self.urls = urls
        self.bindName = bindName
        self.password = password
        self.startsTLS = startsTLS
        self.authorityFile = authorityFile
        self.authorityFolder = authorityFolder
        self.certificateCheck = certificateCheck
        self.connectTimeout = connectTimeout
        self.answerTimeout = answerTimeout
        self.followsReferrals = followsReferrals
        self.aliases = aliases
        self.pageSize = pageSize
        self.connectionLifetime = connectionLifetime
    }
}
