import AgentProtocols
import CloudCore
import CloudMessaging
import CloudSQL

extension IdentityKit {
    /// Tells the services that enforce limits, once the transaction has committed, that some are others.
    func announceLimits(_ connection: Connection) {
        let bus = store.bus
        connection.afterCommit {
            // A lost message costs only latency: what others remember ends by itself.
            Task { try? await bus.fanout(LimitsChanged(), to: LimitsChanged.topic) }
        }
    }

    /// - Throws: `Fault` when the projects' tree is deeper than the enforcement model of limits allows.
    func requireTree() async throws {
        try await store.read { try LimitHierarchy(model: limitModel, connection: $0).checkTree() }
    }

    /// - Parameter parents: how many projects stand above the new one, the domain not counted.
    /// - Throws: `Fault` 403: the enforcement model of limits allows no such tree.
    func requireTreeDepth(under parent: Project, parents: Int) throws {
        guard let deepest = limitModel.deepestTree, parents + 2 > deepest else { return }
        throw Fault.forbidden("Max hierarchy depth reached for \(parent.id) branch.")
    }
}
