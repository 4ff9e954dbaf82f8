import Glibc
import HostKit
import Testing

/// A stand-in for a guest: a network namespace with `eth0`.
struct Guest: Sendable {
    let namespace: NetworkNamespace

    /// Whether one of a few pings is answered.
    func reaches(_ address: String, tries: Int = 3) async throws -> Bool {
        for _ in 0..<tries {
            let arguments = ["ping", "-c", "1", "-W", "1", address]
            if try await Command("busybox", arguments, namespace: namespace).run().succeeded { return true }
        }
        return false
    }

    /// Answers every TCP connection on `port` with `text` and what it is sent.
    func serve(_ port: Int, _ text: String, folder: String) async throws -> Daemon {
        try HostFile.makeFolder(folder)
        let script = "\(folder)/serve-\(text)"
        try HostFile.writeAtomically("#!/bin/sh\necho \(text)\nexec cat\n", to: script, mode: 0o755)
        let daemon = Daemon(
            "busybox", ["nc", "-ll", "-p", "\(port)", "-e", script],
            pidFile: "\(folder)/\(namespace.name)-\(port).pid", logFile: "\(folder)/\(namespace.name)-\(port).log",
            namespace: namespace)
        try await daemon.start()
        try await poll("a listener on \(port)") {
            try await Command("ss", ["-Hltn", "sport = :\(port)"], namespace: namespace).check().output.contains(
                "LISTEN")
        }
        return daemon
    }

    /// The first line that a TCP server answers, or nil.
    func fetch(_ address: String, _ port: Int, seconds: Int = 2) async throws -> String? {
        let call = ["nc", "-w", "\(seconds)", address, "\(port)"]
        let result = try await Command("busybox", call, input: [], namespace: namespace).run()
        return result.output.split(separator: "\n").first.map(String.init)
    }
}

/// Waits until `condition` holds, ten seconds at most.
func poll(
    _ what: String, seconds: Int = 10, location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("no \(what) after \(seconds) s", sourceLocation: location)
}
