import CloudCore
import CloudHTTP
import FoundationEssentials
import HostKit

/// The cloud's own process on this machine, run in the background.
struct CloudProcess: Sendable {
    let program: String
    private let cloud: LocalCloud
    private let daemon: Daemon

    init(_ cloud: LocalCloud) throws {
        self.cloud = cloud
        program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        daemon = Daemon(
            program, ["serve"], pidFile: cloud.folder.pidFile, logFile: cloud.folder.logFile,
            environment: ["APUS_HOME": cloud.folder.path])
    }

    var isRunning: Bool { daemon.running != nil }

    /// The URL of its APIs; nil while it does not run.
    var url: String? { isRunning ? HostFile.text(cloud.folder.addressFile) : nil }

    /// Starts it unless it runs; returns when all its APIs answer.
    /// - Returns: the URL of its APIs.
    func start() async throws -> String {
        if !isRunning { try HostFile.remove(cloud.folder.addressFile) }
        _ = try await daemon.start()
        for _ in 0..<600 {
            if let url = HostFile.text(cloud.folder.addressFile), !url.isEmpty { return url }
            guard isRunning else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        let log = (HostFile.text(cloud.folder.logFile) ?? "").split(separator: "\n").suffix(8).joined(separator: "\n")
        throw CommandFailure("The cloud did not start. The end of \(cloud.folder.logFile):\n\(log)")
    }

    func stop() async throws { try await daemon.stop(grace: .seconds(30)) }
}
