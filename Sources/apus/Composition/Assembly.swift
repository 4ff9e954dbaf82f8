import AgentProtocols
import CloudAuth
import CloudConfiguration
import CloudMessaging
import CloudObservability
import CloudService
import ComputeAgent
import ComputeService
import HostKit
import IdentityService
import ImageService
import NetworkAgent
import NetworkService
import PlacementService
import ServiceClients

/// Adds role after role to a process.
struct Assembly {
    private let cloud: LocalCloud
    private let foundations: Foundations
    private let directory: Directory
    private(set) var parts = RoleParts()
    private(set) var identity: IdentityRole?
    private var compute: ComputeRole?

    init(_ cloud: LocalCloud, _ foundations: Foundations, _ directory: Directory) throws {
        self.cloud = cloud
        self.foundations = foundations
        self.directory = directory
    }

    mutating func add(_ role: Role) throws {
        let environment = foundations.environment
        switch role {
        case .identity:
            let made = try IdentityRole(environment)
            identity = made
            add(made.parts)
        case .image:
            add(
                try ImageRole(
                    environment, tokens: try tokens("image", 21, 21), limits: try limits("image", type: "image")
                ).parts)
        case .placement:
            add(try PlacementRole(environment, tokens: try tokens("placement", nil, nil)).parts)
        case .computeAPI: add(try computeRole().api)
        case .scheduler: add(try computeRole().scheduler)
        case .conductor: add(try computeRole().conductor)
        case .networkAPI:
            let events = ComputeEventsClient(
                session: try session("network"), compute: try directory.endpoint("compute"))
            add(try NetworkRole(environment, tokens: try tokens("network", 24, 24), compute: events).parts)
        case .networkAgent:
            add(
                NetworkAgentRole(
                    environment, prefix: cloud.namePrefix, metadata: try directory.endpoint("metadata"),
                    metadataSecret: try cloud.folder.secret("metadata")
                ).parts)
        case .computeAgent:
            try HostFile.makeFolder(cloud.socketFolder, mode: 0o700)
            let isFake = try cloud.configuration[ConfigurationKey("compute.driver", default: "libvirt")] == "fake"
            add(
                ComputeAgentRole(
                    environment, image: try directory.endpoint("image"), network: try directory.endpoint("network"),
                    session: try session("compute"), namespace: isFake ? nil : cloud.networkNamespace,
                    runFolder: cloud.socketFolder
                ).parts)
        }
    }

    /// Joins what a role gave to the rest; making it may have added parts already (`tokens`, `limits`), so that `parts`
    /// must be read after, not before.
    private mutating func add(_ made: RoleParts) { parts = parts + made }

    private mutating func computeRole() throws -> ComputeRole {
        if let compute { return compute }
        let made = try ComputeRole(
            foundations.environment,
            endpoints: .init(
                placement: try directory.endpoint("placement"), image: try directory.endpoint("image"),
                network: try directory.endpoint("network")),
            session: try session("compute"), tokens: try tokens("compute", 4, 5),
            metadataSecret: try cloud.folder.secret("metadata"), limits: try limits("compute", type: "compute"))
        compute = made
        return made
    }

    private func session(_ user: String, isSystem: Bool = false) throws -> ServiceSession {
        ServiceSession(
            identity: try directory.endpoint("identity"),
            credentials: ServiceCredentials(
                username: user, password: try cloud.folder.secret("\(user)-password"), isSystem: isSystem),
            clock: foundations.clock)
    }

    /// Asks identity for a service's limits, and forgets what it was told when identity says that some changed.
    private mutating func limits(_ user: String, type: String) throws -> UnifiedLimitClient {
        let client = UnifiedLimitClient(
            session: try session(user, isSystem: true), identity: try directory.endpoint("identity"), serviceType: type,
            remembered: try cloud.configuration[Settings.limitsRemembered], clock: foundations.clock)
        let bus = foundations.environment.bus
        parts.preparations.append {
            try await bus.subscribe(
                LimitsChanged.topic, [.on(LimitsChanged.self) { _, _ in client.forget() }], concurrency: 1)
        }
        return client
    }

    /// Asks identity over its API, and forgets what it was told when identity says that something was revoked.
    private mutating func tokens(_ user: String, _ askStep: Int?, _ answerStep: Int?) throws -> any TokenVerifier {
        let verifier = RemoteTokenVerifier(
            session: try session(user), identity: try directory.endpoint("identity"),
            tracer: foundations.observability.tracer.named(user), askStep: askStep, answerStep: answerStep,
            clock: foundations.clock)
        let bus = foundations.environment.bus
        parts.preparations.append {
            try await bus.subscribe(
                TokensRevoked.topic, [.on(TokensRevoked.self) { _, _ in verifier.forget() }], concurrency: 1)
        }
        return verifier
    }
}
