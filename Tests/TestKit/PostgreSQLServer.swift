import FoundationEssentials
import Glibc
import Synchronization

/// A PostgreSQL cluster of the tests' own: a temporary folder, a Unix socket, no fsync. One per test process, started
/// when first asked for, stopped at exit (and by the kernel, should the process be killed).
package final class PostgreSQLServer: Sendable {
    /// What libpq connects with.
    package var connection: String { "host=\(folder) user=postgres dbname=postgres" }
    private let folder: String
    private let pid: pid_t

    private struct Failure: Error, CustomStringConvertible { var description: String }

    /// Whether this machine has the programs.
    package static let isInstalled = programs() != nil

    /// The one cluster of this process; tests may run at once, and each takes a schema of its own.
    package static func shared() throws -> PostgreSQLServer { try running.get() }

    private static let running: Result<PostgreSQLServer, any Error> = Result {
        let server = try PostgreSQLServer()
        atexit { try? PostgreSQLServer.running.get().stop() }
        return server
    }

    private init() throws {
        guard let programs = Self.programs() else { throw Failure(description: "PostgreSQL is not installed") }
        Self.removeLeftovers()
        folder = "/tmp/apus-postgresql-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        // PostgreSQL does not run as root.
        var prefix: [String] = []
        if getuid() == 0 {
            guard let user = getpwnam("postgres") else { throw Failure(description: "there is no user postgres") }
            guard chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw Failure(description: "chown \(folder): error \(errno)")
            }
            prefix = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        }
        let data = folder + "/data"
        let make = [
            "\(programs)/initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N",
        ]
        // Its user may not be able to enter the folder that the tests run in.
        let words = ["/usr/bin/env", "--chdir=/", "/usr/bin/setpriv"] + prefix
        let code = Self.wait(try Self.spawn(words + make, log: folder + "/initdb.log"))
        guard code == 0 else { throw Failure(description: "initdb failed, see \(folder)/initdb.log") }
        let serve = [
            "\(programs)/postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
            "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=1000",
            "-c", "shared_buffers=32MB", "-c", "unix_socket_permissions=0777",
        ]
        let start = words + ["--pdeathsig", "QUIT"] + serve
        pid = try Self.keep(start, log: folder + "/server.log")
        try waitUntilReady(data)
    }

    private func waitUntilReady(_ data: String) throws {
        for _ in 0..<600 {
            let status = FileManager.default.contents(atPath: data + "/postmaster.pid")
            if String(decoding: status ?? Data(), as: UTF8.self).contains("ready") { return }
            guard kill(pid, 0) == 0 else { break }
            usleep(20_000)
        }
        throw Failure(description: "PostgreSQL did not start, see \(folder)/server.log")
    }

    private func stop() {
        kill(pid, SIGQUIT)
        for _ in 0..<200 where kill(pid, 0) == 0 { usleep(10_000) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The folder of the newest installed version's programs.
    private static func programs() -> String? {
        let root = "/usr/lib/postgresql"
        let names = try? FileManager.default.contentsOfDirectory(atPath: root)
        let versions = (names ?? []).compactMap { Int($0) }
        return versions.sorted(by: >).map { "\(root)/\($0)/bin" }.first {
            FileManager.default.isExecutableFile(atPath: $0 + "/postgres")
        }
    }

    /// Folders of processes that were killed.
    private static func removeLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? [] {
            guard name.hasPrefix("apus-postgresql-"), let owner = pid_t(name.dropFirst(16)) else { continue }
            guard kill(owner, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(atPath: "/tmp/" + name)
        }
    }

    /// Starts a program from a thread that lives as long: the kernel ends the program when its parent *thread* ends.
    private static func keep(_ arguments: [String], log: String) throws -> pid_t {
        let started = Mutex<Result<pid_t, any Error>?>(nil)
        let box = Box(body: {
            let result = Result { try spawn(arguments, log: log) }
            started.withLock { $0 = result }
            if case .success(let pid) = result { _ = wait(pid) }
        })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(box).toOpaque())
        guard code == 0 else { throw Failure(description: "no thread: error \(code)") }
        pthread_detach(thread)
        while true {
            if let result = started.withLock({ $0 }) { return try result.get() }
            usleep(1000)
        }
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func spawn(_ arguments: [String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words = pointers(to: arguments)
        var settings = pointers(to: ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"])
        defer { for text in words + settings { free(text) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, arguments[0], &actions, nil, &words, &settings)
        guard code == 0 else { throw Failure(description: "cannot start \(arguments[0]): error \(code)") }
        return pid
    }

    /// Copies that the caller frees, with a null at the end.
    private static func pointers(to texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { text -> UnsafeMutablePointer<CChar>? in strdup(text) } + [nil]
    }

    private static func wait(_ pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
