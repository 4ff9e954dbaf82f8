import CloudHTTP
import CloudSQL

/// Roles, which imply which, and who has them on what.
struct RolesArea: IdentityArea {
    static let migrations = [Role.migration, Assignment.migration]
    static let rules = IdentityPolicy.roles + IdentityPolicy.grants

    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] {
        let kit = base.kit
        return RolesAPI(actions: RoleActions(kit: kit)).routes
            + ImpliedRolesAPI(actions: ImpliedRoleActions(kit: kit)).routes
            + GrantsAPI(actions: GrantActions(kit: kit)).routes
            + RoleAssignmentsAPI(actions: RoleAssignmentActions(kit: kit)).routes
    }
}
