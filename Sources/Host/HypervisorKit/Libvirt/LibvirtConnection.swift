import CLibvirt
import CloudCore
import HostKit

/// One open connection and the threads that speak on it. All threads live in the taps' network namespace: the thread
/// that starts a guest opens its taps.
final class LibvirtConnection: Sendable {
    private struct State {
        var handle: Handle?
        /// Calls under way on each thread.
        var load: [Int]
    }

    /// libvirt's pointers may be used from any thread.
    struct Handle: @unchecked Sendable {  // libvirt guards its objects with locks of its own
        let pointer: OpaquePointer
    }

    private let threads: [HostThread]
    private let state: LockedValue<State>

    init(threads count: Int, namespace: NetworkNamespace?) throws {
        threads = try (0..<max(1, count)).map { try HostThread(name: "libvirt-\($0)", namespace: namespace) }
        state = LockedValue(State(load: Array(repeating: 0, count: max(1, count))))
    }

    func open(_ uri: String) async throws {
        let handle = try await onThread {
            Handle(pointer: try checked(virConnectOpen(uri), "open \(uri)"))
        }
        state.withLock { $0.handle = handle }
    }

    func close() async {
        let handle = state.withLock { state in
            defer { state.handle = nil }
            return state.handle
        }
        if let handle { _ = try? await onThread { virConnectClose(handle.pointer) } }
        for thread in threads { thread.stop() }
    }

    /// Runs blocking calls on the least busy thread.
    func call<T: Sendable>(_ body: @escaping @Sendable (OpaquePointer) throws -> T) async throws -> T {
        guard let handle = state.withLock({ $0.handle }) else {
            throw HypervisorError(.unavailable, "The hypervisor driver is not started.")
        }
        return try await onThread { try body(handle.pointer) }
    }

    /// Like `call`, with the guest; throws `.notFound` when there is none.
    func domain<T: Sendable>(_ id: String, _ body: @escaping @Sendable (OpaquePointer) throws -> T) async throws -> T {
        try await call { connection in
            let domain = try checked(virDomainLookupByUUIDString(connection, id), "find the guest \(id)")
            defer { virDomainFree(domain) }
            return try body(domain)
        }
    }

    private func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let index = state.withLock { state in
            let index = state.load.indices.min { state.load[$0] < state.load[$1] } ?? 0
            state.load[index] += 1
            return index
        }
        defer { state.withLock { $0.load[index] -= 1 } }
        return try await threads[index].run(body)
    }
}
