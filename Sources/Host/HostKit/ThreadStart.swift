import CShim
import Glibc

/// Starts detached OS threads.
enum ThreadStart {
    /// Runs `body` on a new thread named `name` (15 bytes count).
    static func detached(_ name: String, _ body: @escaping @Sendable () -> Void) throws {
        let box = Unmanaged.passRetained(Box(body))
        let code = shim_thread_start(name, threadEntry, box.toOpaque())
        if code != 0 {
            box.release()
            throw SystemError("start a thread", code: code)
        }
    }

    fileprivate final class Box: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

private func threadEntry(_ argument: UnsafeMutableRawPointer?) {
    guard let argument else { return }
    Unmanaged<ThreadStart.Box>.fromOpaque(argument).takeRetainedValue().body()
}
