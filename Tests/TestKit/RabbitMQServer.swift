import CloudCore
import FoundationEssentials
import Glibc

/// A message broker of the test process's own, on free ports of the loopback, with
/// everything it writes in a temporary folder.
///
/// One for the whole process (`shared`), and one for a single suite that stops it (`another`); each and its epmd die
/// with the process, however that ends.
package actor RabbitMQServer {
    private static let program = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    private static let starting = Task { try await RabbitMQServer("") }
    private static let startingAnother = Task { try await RabbitMQServer("b") }

    /// Whether the machine has a broker's binaries.
    package static var isInstalled: Bool {
        [program, "/usr/bin/epmd", "/usr/bin/setpriv"].allSatisfy { (path: String) in access(path, X_OK) == 0 }
    }

    /// The process's broker, started when it is first asked for; takes some seconds.
    package static var shared: RabbitMQServer { get async throws { try await starting.value } }

    /// A second one: whoever stops it disturbs nobody who uses `shared`.
    package static var another: RabbitMQServer { get async throws { try await startingAnother.value } }

    /// `amqp://guest:guest@127.0.0.1:PORT/`.
    package nonisolated let url: String
    private let port: UInt16
    private let folder: String
    private let environment: [String]
    private let epmd: MortalProcess
    private var broker: MortalProcess?

    private init(_ suffix: String) async throws {
        let ports = try FreePort.several(3)
        port = ports[0]
        url = "amqp://guest:guest@127.0.0.1:\(port)/"
        folder = FileManager.default.temporaryDirectory.appending(path: "apus-rabbitmq-\(getpid())\(suffix)").path
        for name in ["home", "log", "mnesia"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        for (name, text) in [("broker.conf", ""), ("plugins", "[].\n")] {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let base = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(folder)/home", "ERL_EPMD_PORT=\(ports[1])"]
        environment =
            base + [
                "RABBITMQ_NODENAME=apus\(getpid())\(suffix)@localhost", "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1",
                "RABBITMQ_NODE_PORT=\(port)", "RABBITMQ_DIST_PORT=\(ports[2])", "RABBITMQ_MNESIA_BASE=\(folder)/mnesia",
                "RABBITMQ_LOG_BASE=\(folder)/log", "RABBITMQ_LOGS=\(folder)/log/broker.log",
                "RABBITMQ_ENABLED_PLUGINS_FILE=\(folder)/plugins", "RABBITMQ_CONFIG_FILE=\(folder)/broker",
                "RABBITMQ_CONF_ENV_FILE=\(folder)/none", "RABBITMQ_PID_FILE=\(folder)/pid",
                // Then the script replaces itself by the broker, whose pid is the one we know.
                "RABBITMQ_ALLOW_INPUT=1",
            ]
        epmd = try await MortalProcess.start(
            ["/usr/bin/epmd", "-port", "\(ports[1])", "-address", "127.0.0.1"], base, output: "\(folder)/log/epmd.out")
        TemporaryFolders.removeAtExit(folder)
        try await start()
    }

    /// Starts the broker after `stop`; returns when it takes connections.
    package func start() async throws {
        let process = try await MortalProcess.start(
            [Self.realProgram, "-noinput"], environment, output: "\(folder)/log/broker.out")
        broker = process
        let deadline = ContinuousClock.now + .seconds(60)
        while !FreePort.answers(port) {
            guard ContinuousClock.now < deadline, !process.hasEnded else {
                throw Fault(500, "The test's RabbitMQ did not start; see \(folder)/log.")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Ends the broker: in order, or (`abruptly`) by SIGKILL.
    package func stop(abruptly: Bool = false) async throws {
        guard let broker else { return }
        kill(broker.pid, abruptly ? SIGKILL : SIGTERM)
        let deadline = ContinuousClock.now + .seconds(30)
        while !broker.hasEnded {
            if ContinuousClock.now > deadline { kill(broker.pid, SIGKILL) }
            try await Task.sleep(for: .milliseconds(20))
        }
        self.broker = nil
    }

    /// Ends the broker and starts it again on the same port with what it had stored.
    package func restart(abruptly: Bool = false) async throws {
        try await stop(abruptly: abruptly)
        try await start()
    }

    /// Debian wraps the program in a script that wants the user rabbitmq; this is the one inside.
    private static var realProgram: String {
        let inner = try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/rabbitmq/lib").first {
            $0.hasPrefix("rabbitmq_server-")
        }
        return inner.map { "/usr/lib/rabbitmq/lib/\($0)/sbin/rabbitmq-server" } ?? program
    }
}
