import CShim
import Glibc

/// A program to be run to its end; arguments go as they are, never through a shell.
package struct Command: Sendable {
    package var program: String
    package var arguments: [String]
    package var input: [UInt8]?
    package var namespace: NetworkNamespace?
    /// Added to our own environment.
    package var environment: [String: String]?
    package var timeout: Duration

    package init(
        _ program: String, _ arguments: [String], input: [UInt8]? = nil, namespace: NetworkNamespace? = nil,
        environment: [String: String]? = nil, timeout: Duration = .seconds(30)
    ) {
        self.program = program
        self.arguments = arguments
        self.input = input
        self.namespace = namespace
        self.environment = environment
        self.timeout = timeout
    }

    /// Runs it on a thread of its own. Throws when it cannot be started or takes longer than `timeout`.
    package func run() async throws -> CommandResult {
        try await BlockingWork.run("apus-command") { try runBlocking() }
    }

    /// Like `run`, and throws `CommandError` unless the status is 0.
    @discardableResult
    package func check() async throws -> CommandResult {
        try await BlockingWork.run("apus-command") { try checkBlocking() }
    }

    /// Runs it on the calling thread, which must not be one of the cooperative pool.
    package func runBlocking() throws -> CommandResult {
        let input = try Pipe()
        let output = try Pipe()
        let error = try Pipe()
        let spawn = Spawn(
            program: program, arguments: arguments, environment: environment ?? [:], input: input.readEnd,
            output: output.writeEnd, error: error.writeEnd, namespace: namespace)
        let pid = try spawn.start()
        input.closeReadEnd()
        output.closeWriteEnd()
        error.closeWriteEnd()
        var exchange = CommandExchange(pid: pid, input: input, output: output, error: error, pending: self.input ?? [])
        guard let status = try exchange.run(timeout: timeout) else {
            throw CommandError(self, status: -1, stderr: exchange.stderr)
        }
        return CommandResult(status: status, stdout: exchange.stdout, stderr: exchange.stderr)
    }

    /// Like `runBlocking`, and throws `CommandError` unless the status is 0.
    @discardableResult
    package func checkBlocking() throws -> CommandResult {
        let result = try runBlocking()
        guard result.succeeded else { throw CommandError(self, status: result.status, stderr: result.stderr) }
        return result
    }
}
