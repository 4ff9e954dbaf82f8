import CloudAuth
import CloudHTTP
import CloudSQL
import CloudTasks

/// A part of identity that stands by itself: what it adds to the service. What it says nothing of, it has nothing of.
///
/// Each area has one file here, and a folder of its name in the rooms; `IdentityRole.areas` lists them.
protocol IdentityArea: Sendable {
    /// Known before anything is made: the database opens with the tables of all areas, and the policy with their rules.
    static var migrations: [Migration] { get }
    static var rules: [PolicyRule] { get }

    init(base: IdentityFoundation) throws

    /// Ways to sign in.
    var methods: [any AuthMethod] { get throws }
    /// - Parameter signIn: by the methods of all areas.
    func routes(_ signIn: TokenActions) throws -> [Route]
    var workers: [PeriodicWorker] { get throws }
    /// Run once, in the order of the areas, when the database is open and before requests are taken.
    var preparations: [@Sendable () async throws -> Void] { get }
}

extension IdentityArea {
    static var migrations: [Migration] { [] }
    static var rules: [PolicyRule] { [] }
    var methods: [any AuthMethod] { [] }
    var workers: [PeriodicWorker] { [] }
    var preparations: [@Sendable () async throws -> Void] { [] }
}
