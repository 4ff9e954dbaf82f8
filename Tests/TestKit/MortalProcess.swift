import CloudCore
import Glibc

/// A child process that the kernel kills when the test process ends, however that ends.
package final class MortalProcess: Sendable {
    package let pid: Int32
    private let ended = LockedValue(false)

    package var hasEnded: Bool { ended.withLock { $0 } }

    private init(pid: pid_t) { self.pid = pid }

    /// Starts `arguments[0]` with an environment of `NAME=value` and its output in a file.
    package static func start(_ arguments: [String], _ environment: [String], output: String) async throws
        -> MortalProcess
    {
        try await withCheckedThrowingContinuation { continuation in
            let start = Unmanaged.passRetained(Start(arguments, environment, output, continuation))
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, MortalProcess.runThread, start.toOpaque())
            if status == 0 {
                pthread_detach(thread)
            } else {
                start.release()
                continuation.resume(throwing: Fault(500, "pthread_create: error \(status)"))
            }
        }
    }

    private final class Start: Sendable {
        let arguments: [String]
        let environment: [String]
        let output: String
        let continuation: CheckedContinuation<MortalProcess, any Error>

        init(
            _ arguments: [String], _ environment: [String], _ output: String,
            _ continuation: CheckedContinuation<MortalProcess, any Error>
        ) {
            (self.arguments, self.environment, self.output) = (arguments, environment, output)
            self.continuation = continuation
        }
    }

    /// The kernel watches the thread that made the child: it lives as long as the child.
    private static let runThread: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        guard let pointer else { return nil }
        let start = Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
        do {
            let process = MortalProcess(pid: try MortalProcess.spawn(start))
            start.continuation.resume(returning: process)
            var status: Int32 = 0
            while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
            process.ended.withLock { $0 = true }
        } catch {
            start.continuation.resume(throwing: error)
        }
        return nil
    }

    private static func spawn(_ start: Start) throws -> pid_t {
        let words = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] + start.arguments
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = start.environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + environment { free(pointer) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, start.output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Not in our group, and with no signals blocked or ignored by us.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var pid: pid_t = 0
        let status = posix_spawn(&pid, words[0], &actions, &attributes, &argv, &environment)
        guard status == 0 else { throw Fault(500, "posix_spawn \(words.joined(separator: " ")): error \(status)") }
        return pid
    }
}
