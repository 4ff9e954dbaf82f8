package import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// A service's limits, asked of identity (Identity API v3, "Unified Limits") and remembered for a short while.
///
/// When identity does not answer, nothing is allowed: every fault becomes a 503.
package final class UnifiedLimitClient: Sendable {
    /// What is the same for all projects.
    private struct Shared: Sendable {
        var serviceID: String
        var regionID: String?
        var isTree: Bool
        var registered: [LimitEntry]
    }

    private struct Known: Sendable {
        var shared: Remembered<Shared>?
        var projects: [String: Remembered<UnifiedLimits>] = [:]
        /// Counts `forget`: what was asked for before it is not remembered.
        var age = 0
    }

    private struct Remembered<Value: Sendable>: Sendable {
        var value: Value
        var until: Timestamp
    }

    private let session: ServiceSession
    private let identity: ServiceEndpoint
    private let serviceType: String
    private let remembered: Duration
    private let clock: CloudClock
    private let known = LockedValue(Known())

    /// - Parameters:
    ///   - session: of a user that may read all limits: its tokens are the system's.
    ///   - serviceType: the service's type in the catalog.
    ///   - remembered: how long an answer may be used; a change's notice empties the memory before (`forget`).
    package init(
        session: ServiceSession, identity: ServiceEndpoint, serviceType: String, remembered: Duration,
        clock: CloudClock = .system
    ) {
        self.session = session
        self.identity = identity
        self.serviceType = serviceType
        self.remembered = remembered
        self.clock = clock
    }

    /// Limits changed.
    package func forget() {
        known.withLock { $0 = Known(age: $0.age + 1) }
    }

    /// The limits of a project; without one the registered defaults.
    /// - Throws: `Fault` 503 when identity does not tell them.
    package func limits(ofProject id: String?) async throws -> UnifiedLimits {
        let now = clock.now
        let (held, age) = known.withLock { ($0.projects[id ?? ""], $0.age) }
        if let held, held.until > now { return held.value }
        do {
            let shared = try await shared(age)
            let limits = try await limits(ofProject: id, shared)
            let entry = Remembered(value: limits, until: now + remembered)
            known.withLock { known in
                guard known.age == age else { return }
                if known.projects.count > 10_000 { known.projects.removeAll() }
                known.projects[id ?? ""] = entry
            }
            return limits
        } catch {
            throw Fault.unavailable(
                "Failed to connect to keystone while enforcing \(serviceType) quota limits: nothing is allowed "
                    + "until it answers.", cause: "\(error)")
        }
    }

    private func shared(_ age: Int) async throws -> Shared {
        let now = clock.now
        if let held = known.withLock({ $0.shared }), held.until > now { return held.value }
        let services = try await list("services", [("type", serviceType)])
        guard let serviceID = services.first?["id"]?.string else {
            throw Fault.unavailable("The catalog has no service of the type \(serviceType).")
        }
        let endpoints = try await list("endpoints", [("service_id", serviceID), ("interface", "public")])
        let model = try await get("/v3/limits/model")["model"]?["name"]?.string
        let registered = try await list("registered_limits", [("service_id", serviceID)])
        let shared = Shared(
            serviceID: serviceID, regionID: endpoints.compactMap { $0["region_id"]?.string }.first,
            isTree: model == "strict_two_level",
            registered: registered.compactMap { LimitEntry($0, amount: "default_limit") })
        let entry = Remembered(value: shared, until: now + remembered)
        known.withLock { if $0.age == age { $0.shared = entry } }
        return shared
    }

    private func limits(ofProject id: String?, _ shared: Shared) async throws -> UnifiedLimits {
        let registered = LimitEntry.chosen(shared.registered, shared.regionID)
        var limits = UnifiedLimits(projectID: id, registered: registered.mapValues(\.amount))
        guard let id else { return limits }
        limits.own = try await own(registered, [("project_id", id), ("service_id", shared.serviceID)])
        guard shared.isTree else { return limits }
        let project = try await get("/v3/projects/" + PercentCoding.encode(id))["project"]
        guard let domainID = project?["domain_id"]?.string else { return limits }
        limits.tree = UnifiedLimits.Tree(
            domainID: domainID,
            limits: try await own(registered, [("domain_id", domainID), ("service_id", shared.serviceID)]),
            projectIDs: try await list("projects", [("domain_id", domainID)]).compactMap { $0["id"]?.string })
        return limits
    }

    /// The amounts of the limits found, of the registered ones that count here.
    private func own(_ registered: [String: LimitEntry], _ query: [(String, String)]) async throws -> [String: Int] {
        var amounts: [String: Int] = [:]
        for entry in try await list("limits", query).compactMap({ LimitEntry($0, amount: "resource_limit") }) {
            guard let counted = registered[entry.resource], counted.regionID == entry.regionID else { continue }
            amounts[entry.resource] = entry.amount
        }
        return amounts
    }

    private func list(_ name: String, _ query: [(String, String)]) async throws -> [JSON] {
        guard let items = try await get("/v3/" + name, query)[name]?.array else {
            throw Fault.unavailable("Identity's list of \(name) cannot be read.")
        }
        return items
    }

    private func get(_ path: String, _ query: [(String, String)] = []) async throws -> JSON {
        try await session.send(Request(.get, path, query: Query(items: query)), to: identity)
            .checked("Asking for limits")
    }
}
