import CloudHTTP
import CloudSQL
import CloudTasks

/// Users and groups, users' passwords, and the rules for both.
struct PeopleArea: IdentityArea {
    static let migrations = [User.migration, Group.migration, SignInRecord.migration, StoredPassword.migration]
    static let rules = IdentityPolicy.people

    let base: IdentityFoundation

    var methods: [any AuthMethod] {
        [PasswordMethod(store: base.store, gate: base.passwords.gate, directories: base.directories)]
    }

    func routes(_ signIn: TokenActions) -> [Route] {
        let kit = base.kit
        let users = UserActions(kit: kit, passwords: base.passwords)
        let groups = GroupActions(kit: kit)
        let compliance = SecurityComplianceActions(kit: kit, rules: base.passwords.rules)
        return UsersAPI(actions: users, groups: groups, projects: ProjectActions(kit: kit)).routes
            + GroupsAPI(actions: groups).routes + MembershipsAPI(actions: MembershipActions(kit: kit)).routes
            + SecurityComplianceAPI(actions: compliance).routes
    }

    var workers: [PeriodicWorker] {
        [AccountWorker.make(AccountActions(kit: base.kit, rules: base.passwords.rules), base.log)]
    }
}
