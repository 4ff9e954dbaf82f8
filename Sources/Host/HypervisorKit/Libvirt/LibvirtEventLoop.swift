import CLibvirt
import CloudCore
import HostKit

/// libvirt's event loop on a thread of its own. An embedded driver finishes reboots and power-offs on it, so it must
/// run before a connection is opened and until it is closed.
final class LibvirtEventLoop: Sendable {
    private let thread: HostThread
    private let timer: Int32
    private let running = LockedValue(true)

    /// Registers libvirt's own loop (a second time in a process changes nothing) and starts it. Blocking.
    init(namespace: NetworkNamespace?) throws {
        virInitialize()
        virSetErrorFunc(nil) { _, _ in }
        guard virEventRegisterDefaultImpl() == 0 else { throw HypervisorError.last("start the event loop") }
        // A timer that never fires by itself: `stop` fires it to wake the loop.
        timer = virEventAddTimeout(-1, { _, _ in }, nil, nil)
        guard timer >= 0 else { throw HypervisorError.last("start the event loop") }
        thread = try HostThread(name: "libvirt-events", namespace: namespace)
        let running = running
        let thread = thread
        Task { try? await thread.run { while running.withLock({ $0 }) { virEventRunDefaultImpl() } } }
    }

    func stop() {
        running.withLock { $0 = false }
        virEventUpdateTimeout(timer, 0)
        thread.stop()
    }
}
