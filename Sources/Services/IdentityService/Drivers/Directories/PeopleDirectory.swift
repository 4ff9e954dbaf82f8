/// Where a domain's users and groups are kept when it is not identity's own database. It is read, never written.
///
/// - Throws: every method `DirectoryTrouble`.
protocol PeopleDirectory: Sendable {
    func user(id: String) async throws -> DirectoryUser?
    /// nil as well when several have the name.
    func user(named name: String) async throws -> DirectoryUser?
    func users() async throws -> [DirectoryUser]
    func group(id: String) async throws -> DirectoryGroup?
    func groups(named name: String) async throws -> [DirectoryGroup]
    func groups() async throws -> [DirectoryGroup]
    func groups(of user: DirectoryUser) async throws -> [DirectoryGroup]
    func members(of group: DirectoryGroup) async throws -> [DirectoryUser]
    /// With nobody: takes the time of a wrong password and says no.
    func accepts(_ password: String, of user: DirectoryUser?) async throws -> Bool
}
