import CloudCore
import CloudSQL

/// Makes and checks tokens. A token's text is opened once; what it stands for is remembered until anything in identity
/// changes, for all tokens that say the same of themselves.
final class TokenBook: Sendable {
    /// A checked token with the catalog of the same moment.
    struct Checked: Sendable {
        var token: ValidToken
        var catalog: Catalog
    }

    /// A new token.
    typealias Issued = (text: String, checked: Checked)

    /// What the keys opened.
    private struct Opened: Sendable {
        var keys: Int64 = 0
        var payloads = RecentValues<String, TokenPayload>(capacity: 1000)
    }

    private let store: IdentityStore
    private let keys: any TokenProvider
    private let clock: CloudClock
    /// How long an expired token is still known to services that ask for it.
    private let allowExpiredWindow: Duration
    /// Asked, now and then, whether a token's user is still there.
    private let directories: Directories?
    /// Accounts that nobody has used for too long count as disabled before the worker has found them.
    private let rules: SecurityCompliance
    /// Whether a project that is given no endpoints of its own sees all of them.
    private let showsAllWithoutFilter: Bool
    private let opened = LockedValue(Opened())
    private let standings: Remembered<Standing.Key, Standing>
    /// When a token or a chain was revoked.
    private let revocations: Remembered<AuditName, Timestamp?>
    private let catalogs: Remembered<String, Catalog>
    private let projects: Remembered<Reference, String>

    init(
        store: IdentityStore, keys: any TokenProvider, clock: CloudClock, allowExpiredWindow: Duration,
        rules: SecurityCompliance, directories: Directories? = nil, showsAllWithoutFilter: Bool = true
    ) {
        self.store = store
        self.keys = keys
        self.clock = clock
        self.allowExpiredWindow = allowExpiredWindow
        self.rules = rules
        self.directories = directories
        self.showsAllWithoutFilter = showsAllWithoutFilter
        standings = Remembered(store, capacity: 1000)
        revocations = Remembered(store, capacity: 4000)
        catalogs = Remembered(store, capacity: 1)
        projects = Remembered(store, capacity: 1000)
    }

    /// What the token is good for; nil when it does not hold.
    func check(_ token: String, allowExpired: Bool = false) async throws -> Checked? {
        guard let payload = try open(token), isAlive(payload, allowExpired),
            let checked = try await hold(payload)
        else { return nil }
        // Nothing was asked, and nothing can be another, for users of identity's own.
        return try await refresh(checked.token) ? hold(payload) : checked
    }

    /// A new token of that payload; nil when it would not hold.
    func issue(_ payload: TokenPayload) async throws -> Issued? {
        try await directories?.refresh(user: payload.userID)
        // Nobody can have revoked what nobody has seen.
        try await revocations.set(nil, of: AuditName(payload.auditID, isChain: false))
        if payload.auditChainID == nil { try await revocations.set(nil, of: AuditName(payload.auditID, isChain: true)) }
        guard let checked = try await hold(payload) else { return nil }
        let ring = try keys.tokenKeys()
        let text = try ring.seal(payload)
        remember(text, payload, ring.version)
        return (text, checked)
    }

    /// The project that a scope names.
    func projectID(_ reference: Reference) async throws -> String? {
        try await projects.value(reference) { try $0.project(reference)?.id }
    }

    private func open(_ token: String) throws -> TokenPayload? {
        let ring = try keys.tokenKeys()
        let held = opened.withLock { $0.keys == ring.version ? $0.payloads.value(of: token) : nil }
        if let held { return held }
        guard let payload = ring.open(token) else { return nil }
        remember(token, payload, ring.version)
        return payload
    }

    private func remember(_ text: String, _ payload: TokenPayload, _ keys: Int64) {
        opened.withLock { opened in
            if opened.keys != keys { opened = Opened(keys: keys) }
            opened.payloads.set(payload, of: text)
        }
    }

    /// What a payload stands for now; nil when it does not hold.
    private func hold(_ payload: TokenPayload) async throws -> Checked? {
        guard let standing = try await standing(payload), standing.revokedBefore.map({ $0 < payload.issuedAt }) ?? true,
            try await !isRevoked(AuditName(payload.auditID, isChain: false), payload),
            try await !isRevoked(AuditName(payload.auditChainID ?? payload.auditID, isChain: true), payload),
            let catalog = try await catalogs.value("", { try $0.catalog() })
        else { return nil }
        return Checked(token: ValidToken(payload: payload, standing: standing), catalog: catalog)
    }

    private func standing(_ payload: TokenPayload) async throws -> Standing? {
        let read: @Sendable (Connection) throws -> Standing? = { [rules, showsAllWithoutFilter] connection in
            try connection.standing(payload, rules, showsAll: showsAllWithoutFilter)
        }
        let standing = try await standings.value(Standing.Key(payload), read)
        guard let standing, let end = standing.holdsUntil, end <= clock.now else { return standing }
        return try await store.read(read)
    }

    private func isRevoked(_ name: AuditName, _ payload: TokenPayload) async throws -> Bool {
        let moment = try await revocations.value(name) { .some(try $0.revoked(name)) }
        return (moment ?? nil).map { $0 >= payload.issuedAt } ?? false
    }

    /// Whether a directory was asked about anybody whom the token hangs on.
    private func refresh(_ token: ValidToken) async throws -> Bool {
        guard let directories else { return false }
        var wasAsked = try await directories.refresh(user: token.payload.userID)
        for id in token.delegation?.parties ?? [] where try await directories.refresh(user: id) { wasAsked = true }
        return wasAsked
    }

    private func isAlive(_ payload: TokenPayload, _ allowExpired: Bool) -> Bool {
        clock.now < payload.expiresAt + (allowExpired ? allowExpiredWindow : .zero)
    }
}
