import CloudAuth
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import ComputeAgent
import ComputeService
import Glibc
import HostKit
import IdentityService
import ImageService
import NetworkAgent
import NetworkService
import PlacementService
import ServiceClients

/// Puts the roles of this process together: who is in it, who is asked over sockets. The only place that knows all of
/// them.
struct Composition: Sendable {
    let roles: RunningRoles
    let edge: Edge
    let observability: Observability
    let bus: any Bus
    /// Whether nobody else can have begun what stands in these roles' rows: nobody can be spoken to without a broker,
    /// and files in this folder are used from this folder alone, where each role is locked (`RoleLocks`).
    let ownsRows: Bool
    private let cloud: LocalCloud
    private let directory: Directory
    private let identity: IdentityRole?

    init(_ cloud: LocalCloud, roles: [Role]) throws {
        self.cloud = cloud
        ownsRows =
            try cloud.configuration[Settings.bus] == nil || cloud.configuration[Settings.database] == nil
        let foundation = try Foundations(cloud, keepsTraces: roles.contains { !$0.isAgent })
        observability = foundation.observability
        bus = foundation.environment.bus
        let edge = LockedValue<Edge?>(nil)
        directory = try Directory(cloud, local: Set(roles.compactMap(\.service)), edge: edge)
        var assembly = try Assembly(cloud, foundation, directory)
        for role in Role.allCases where roles.contains(role) { try assembly.add(role) }
        identity = assembly.identity
        let elsewhere = directory.isLocal("identity") ? nil : try cloud.configuration[Settings.endpoint("identity")]
        let publicURL = try cloud.publicURL()
        let proxies = try TrustedProxies(cloud.configuration)
        let origins = try cloud.configuration[Settings.allowedOrigins]
        let pipelines = assembly.parts.apis.map { api in
            var api = api
            api.identityURL = elsewhere
            api.proxies = proxies
            api.publicURL = publicURL
            api.allowedOrigins = origins
            return Pipeline(api, observability: foundation.observability, clock: foundation.clock)
        }
        self.edge = Edge(pipelines, metrics: foundation.observability.metrics)
        let made = self.edge
        edge.withLock { $0 = made }
        self.roles = RunningRoles(
            parts: foundation.parts + assembly.parts, observability: foundation.observability,
            owner: IdentifierSource.random.uuid())
    }

    /// The first rows of the cloud, when identity is in this process: run at each start, since addresses may change.
    /// - Parameter url: of this process' APIs, as clients reach them.
    func bootstrap(url: String) async throws {
        guard let identity else { return }
        let catalog = [
            ("identity", "keystone", "/v3"), ("image", "glance", ""), ("placement", "placement", ""),
            ("compute", "nova", "/v2.1"),
            ("network", "neutron", ""),
        ]
        let services = try catalog.compactMap { type, name, suffix in
            try directory.publicURL(type, url: url).map {
                Bootstrap.CatalogService(type: type, name: name, url: $0 + suffix)
            }
        }
        var users: [String: String] = [:]
        for name in ["compute", "network", "image", "placement"] {
            users[name] = try cloud.folder.secret("\(name)-password")
        }
        _ = try await Bootstrap(
            adminPassword: try cloud.folder.secret("admin-password"), region: try cloud.configuration[Settings.region],
            services: services, serviceUsers: users
        ).run(on: identity)
    }
}
