import CloudAuth
import CloudCore
import CloudHTTP
import CloudService

/// A service's rules and what they guard, for the commands: its role is made, and nothing of it is started.
struct ServicePolicy: Sendable {
    let policy: Policy
    /// What each rule guards: `GET /v3/users`.
    let operations: [String: [String]]

    init(_ service: String) throws {
        guard let role = Role.allCases.first(where: { $0.service == service }) else {
            let known = Role.allCases.compactMap(\.service).joined(separator: ", ")
            throw CommandFailure("There is no service \(service); there are: \(known).")
        }
        let cloud = try LocalCloud()
        try cloud.folder.prepare()
        let foundations = try Foundations(cloud, keepsTraces: false)
        let local = Set(Role.allCases.compactMap(\.service))
        var assembly = try Assembly(cloud, foundations, Directory(cloud, local: local, edge: LockedValue(nil)))
        try assembly.add(role)
        guard let policy = foundations.environment.policies.withLock({ $0[service] }) else {
            throw CommandFailure("\(service) has no rules.")
        }
        self.policy = policy
        var operations: [String: [String]] = [:]
        for route in assembly.parts.apis.flatMap(\.routes) {
            operations[route.policy, default: []].append("\(route.method) \(route.path)")
        }
        self.operations = operations
    }
}
