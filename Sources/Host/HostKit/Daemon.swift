import Glibc

/// A long-lived program that outlives us, known by a pid file with its number and start time.
package struct Daemon: Sendable {
    package var program: String
    package var arguments: [String]
    /// Holds `PID START`; written by the process itself before it becomes the program, so that none is ever lost.
    package var pidFile: String
    /// Standard output and error, appended.
    package var logFile: String
    package var namespace: NetworkNamespace?
    package var environment: [String: String]

    package init(
        _ program: String, _ arguments: [String], pidFile: String, logFile: String, namespace: NetworkNamespace? = nil,
        environment: [String: String] = [:]
    ) {
        self.program = program
        self.arguments = arguments
        self.pidFile = pidFile
        self.logFile = logFile
        self.namespace = namespace
        self.environment = environment
    }

    /// The process, when it runs: started by us now or before our restart.
    package var running: ProcessIdentity? {
        ProcessIdentity(pidFile: pidFile).flatMap { $0.isAlive ? $0 : nil }
    }

    /// Starts it in a session of its own unless it runs; the program must stay in the foreground.
    @discardableResult
    package func start() async throws -> ProcessIdentity {
        if let running { return running }
        return try await BlockingWork.run("apus-daemon") { try startBlocking() }
    }

    /// Like `start`, for a caller that may block.
    @discardableResult
    package func startBlocking() throws -> ProcessIdentity {
        if let running { return running }
        let nothing = try SystemError.check(open("/dev/null", O_RDONLY | O_CLOEXEC), "open /dev/null")
        defer { close(nothing) }
        let log = try SystemError.check(
            open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600), "open \(logFile)")
        defer { close(log) }
        let spawn = Spawn(
            program: program, arguments: arguments, environment: environment, input: nothing, output: log, error: log,
            namespace: namespace, newSession: true, pidFile: pidFile)
        let pid = try spawn.start()
        return ProcessIdentity(pidFile: pidFile) ?? ProcessIdentity(pid: pid, startTime: 0)
    }

    /// Sends `number` to it, when it runs.
    @discardableResult
    package func signal(_ number: Int32) -> Bool { running?.signal(number) ?? false }

    /// Ends it (TERM, after `grace` KILL) and removes the pid file; nothing to end is no error.
    package func stop(grace: Duration = .seconds(5)) async throws {
        try await running?.terminate(grace: grace)
        try HostFile.remove(pidFile)
    }

    /// Like `stop`, for a caller that may block.
    package func stopBlocking(grace: Duration = .seconds(5)) throws {
        try running?.terminateBlocking(grace: grace)
        try HostFile.remove(pidFile)
    }
}
