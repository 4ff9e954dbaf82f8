import CLibvirt
import CloudCore
import HostKit

/// QEMU guests through libvirt: its driver within our process by default, or any daemon. One connection, kept open.
///
/// Guests outlive us: the next start finds them running.
package final class LibvirtDriver: HypervisorDriver {
    private struct State {
        var loop: LibvirtEventLoop?
        var connection: LibvirtConnection?
        var callbacks: [Int32] = []
    }

    package let settings: LibvirtSettings
    package let events: AsyncStream<GuestEvent>
    private let continuation: AsyncStream<GuestEvent>.Continuation
    private let state = LockedValue(State())

    package init(_ settings: LibvirtSettings) {
        self.settings = settings
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
    }

    package func start() async throws {
        if state.withLock({ $0.connection != nil }) { return }
        let settings = settings
        let loop = try await BlockingWork.run("libvirt-start") {
            if case .embedded(let root) = settings.endpoint { try EmbeddedRoot(folder: root).prepare() }
            return try LibvirtEventLoop(namespace: settings.namespace)
        }
        let connection = try LibvirtConnection(threads: settings.threads, namespace: settings.namespace)
        do {
            try await connection.open(settings.uri)
            let sink = LibvirtEventSink(namePrefix: settings.namePrefix, continuation: continuation)
            let callbacks = try await connection.call { try sink.register(on: $0) }
            try await Self.settle(connection)
            state.withLock { $0 = State(loop: loop, connection: connection, callbacks: callbacks) }
        } catch {
            await connection.close()
            loop.stop()
            throw error
        }
    }

    package func stop() async {
        let state = state.withLock { state in
            defer { state = State() }
            return state
        }
        if let connection = state.connection {
            let callbacks = state.callbacks
            try? await connection.call { handle in
                for callback in callbacks { virConnectDomainEventDeregisterAny(handle, callback) }
            }
            await connection.close()
        }
        state.loop?.stop()
        continuation.finish()
    }

    /// An embedded driver meets running guests again in the background: a question to each one's monitor waits for it.
    private static func settle(_ connection: LibvirtConnection) async throws {
        try await connection.call { handle in
            var records: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
            let groups = UInt32(VIR_DOMAIN_STATS_STATE.rawValue | VIR_DOMAIN_STATS_BALLOON.rawValue)
            let flags = UInt32(VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE.rawValue)
            guard virConnectGetAllDomainStats(handle, groups, &records, flags) >= 0 else { return }
            virDomainStatsRecordListFree(records)
        }
    }

    var connection: LibvirtConnection {
        get throws {
            guard let connection = state.withLock({ $0.connection }) else {
                throw HypervisorError(.unavailable, "The hypervisor driver is not started.")
            }
            return connection
        }
    }

    func domain<T: Sendable>(_ id: String, _ body: @escaping @Sendable (OpaquePointer) throws -> T) async throws -> T {
        try await connection.domain(id, body)
    }

    /// Like `domain`; nil when there is no such guest.
    func domainIfAny<T: Sendable>(
        _ id: String, _ body: @escaping @Sendable (OpaquePointer) throws -> T
    ) async throws -> T? {
        do {
            return try await domain(id, body)
        } catch let error as HypervisorError where error.kind == .notFound {
            return nil
        }
    }
}
