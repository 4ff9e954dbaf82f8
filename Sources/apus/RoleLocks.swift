import FoundationEssentials
import Glibc
import HostKit

/// The roles that this process has in its state folder, each held by one process at a time: a lock on a file per role,
/// which the kernel lets go when the process ends, however it ends.
///
/// Processes with different roles may share a folder (the agents of a host do), for what they share in it they write
/// in whole files, in transactions or under leases. Two of the same role may not: their rows, guests and networks would
/// have two owners.
struct RoleLocks: Sendable {
    /// One that was killed a moment ago lets go as soon as the kernel has taken it down.
    private static let patience = Duration.seconds(5)

    private let files: [Int32]

    /// - Throws: `CommandFailure` that says which process has a role, when it lives.
    init(_ folder: StateFolder, _ roles: [Role]) async throws {
        var files: [Int32] = []
        do {
            for role in roles { files.append(try await Self.lock(folder, role)) }
        } catch {
            for file in files { close(file) }
            throw error
        }
        self.files = files
    }

    func release() {
        for file in files { close(file) }
    }

    private static func lock(_ folder: StateFolder, _ role: Role) async throws -> Int32 {
        let path = folder.lockFile(role)
        let file = try SystemError.check(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600), "open \(path)")
        do {
            let end = ContinuousClock.now + patience
            while flock(file, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK else { throw SystemError("lock \(path)") }
                let holder = ProcessIdentity(pidFile: path).flatMap { $0.isAlive ? $0 : nil }
                guard holder == nil, ContinuousClock.now < end else { throw held(role, folder, holder) }
                try await Task.sleep(for: .milliseconds(20))
            }
            try note(file, path)
            return file
        } catch {
            close(file)
            throw error
        }
    }

    /// Writes who we are into the locked file itself: another file in its place would not be locked.
    private static func note(_ file: Int32, _ path: String) throws {
        let text = Array("\(ProcessIdentity(running: getpid())?.description ?? "\(getpid()) 0")\n".utf8)
        guard ftruncate(file, 0) == 0, pwrite(file, text, text.count, 0) == text.count else {
            throw SystemError("write \(path)")
        }
    }

    private static func held(_ role: Role, _ folder: StateFolder, _ holder: ProcessIdentity?) -> CommandFailure {
        let who = holder.map { "process \($0.pid)" } ?? "another process"
        return CommandFailure(
            "The role \(role.rawValue) of the cloud in \(folder.path) is served by \(who) already: "
                + "apus down stops a cloud that runs in the background.")
    }
}
