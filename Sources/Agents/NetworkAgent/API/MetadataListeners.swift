import CloudCore
import CloudHTTP
import CloudObservability
import HostKit
import NetworkKit

/// The proxy's listening sockets: one inside each namespace that serves metadata.
actor MetadataListeners {
    /// Where to listen, and what that says of who comes.
    struct Site: Sendable, Hashable {
        var namespace: NetworkNamespace
        var port: Int
        var scope: MetadataScope
    }

    private struct Standing {
        /// Of the namespace: another one means that it was made anew.
        var inode: UInt64
        var task: Task<Void, Never>
    }

    private let proxy: MetadataProxy
    private let log: Log
    private var standing: [Site: Standing] = [:]

    init(proxy: MetadataProxy, log: Log) {
        self.proxy = proxy
        self.log = log
    }

    /// Listens at these sites and no others. Throws after all others stand when one cannot.
    func settle(_ wanted: Set<Site>) async throws {
        for (site, listener) in standing where !wanted.contains(site) || site.namespace.inode != listener.inode {
            listener.task.cancel()
            await listener.task.value
            standing[site] = nil
        }
        var failure: (any Error)?
        for site in wanted where standing[site] == nil {
            do { try await open(site) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Ends all.
    func stop() async {
        for listener in standing.values { listener.task.cancel() }
        for listener in standing.values { await listener.task.value }
        standing = [:]
    }

    private func open(_ site: Site) async throws {
        guard let inode = site.namespace.inode else {
            throw NetworkError.unknown("namespace", site.namespace.name)
        }
        let descriptor = try await ListeningSocket.open(in: site.namespace, port: site.port)
        let (proxy, log) = (proxy, log)
        let listener = DescriptorListener(descriptor: descriptor) { await proxy.respond($0, in: site.scope) }
        let task = Task {
            do {
                try await listener.run()
            } catch is CancellationError {
            } catch {
                log.warning("metadata in \(site.namespace.name): \(error)")
            }
            if !Task.isCancelled { self.ended(site, inode) }
        }
        standing[site] = Standing(inode: inode, task: task)
    }

    private func ended(_ site: Site, _ inode: UInt64) {
        if standing[site]?.inode == inode { standing[site] = nil }
    }
}

extension DesiredHost {
    /// Every namespace that leads 169.254.169.254 to us.
    func metadataSites(_ layout: CloudLayout) -> Set<MetadataListeners.Site> {
        var sites = Set<MetadataListeners.Site>()
        for router in routers {
            guard let port = router.metadataPort else { continue }
            sites.insert(.init(namespace: layout.router(router.id), port: port, scope: .router(router.id)))
        }
        for network in networks where network.dhcp?.metadata == true {
            sites.insert(.init(namespace: layout.dhcp(network.id), port: 80, scope: .network(network.id)))
        }
        return sites
    }
}
