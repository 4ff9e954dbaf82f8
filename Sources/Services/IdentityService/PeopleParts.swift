import CloudConfiguration
import CloudHTTP
import CloudObservability
import CloudSQL
import CloudService

/// Composition of what concerns users and projects beyond their rows: password rules, receipts, cascades, and the
/// worker that looks after accounts.
struct PeopleParts: Sendable {
    static let migrations = [SignInRecord.migration, StoredPassword.migration]

    let compliance: SecurityCompliance
    let passwords: PasswordActions
    let receipts: ReceiptBook
    let routes: [Route]
    let worker: RoleParts.Work

    init(_ environment: RoleEnvironment, _ kit: IdentityKit, _ hasher: PasswordHasher) throws {
        let configuration = environment.configuration
        let lifetime = try configuration[IdentitySettings.receiptLifetime]
        let folder = try configuration[IdentitySettings.receiptKeyFolder]
        compliance = try SecurityCompliance(configuration)
        passwords = PasswordActions(kit: kit, hasher: hasher, rules: compliance)
        receipts = ReceiptBook(
            store: kit.store,
            keys: FernetKeys(
                folder: folder.isEmpty ? environment.stateFolder + "/identity/fernet-receipts" : folder,
                maximumActive: try configuration[IdentitySettings.activeKeys], lifetime: lifetime,
                clock: environment.clock), clock: environment.clock, lifetime: lifetime)
        routes =
            ProjectCascadeAPI(actions: ProjectCascadeActions(kit: kit)).routes
            + SecurityComplianceAPI(actions: SecurityComplianceActions(kit: kit, rules: compliance)).routes
        let accounts = AccountActions(kit: kit, rules: compliance)
        worker = .init(
            AccountWorker.make(accounts, environment.observability.named("identity").log), kit.store.database)
    }
}
