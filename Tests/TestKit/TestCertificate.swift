import CloudCore
import FoundationEssentials
import Glibc

/// Keys with certificates of their own, made by openssl, for one test.
package enum TestCertificate {
    package static var isAvailable: Bool { access(tool, X_OK) == 0 }
    private static let tool = "/usr/bin/openssl"

    /// Makes `NAME.key` (of mode 0600) and `NAME.crt` in the folder.
    /// - Parameter kind: as `openssl req -newkey` takes it.
    package static func make(
        _ name: String, in folder: String, kind: [String] = ["rsa:2048"]
    ) async throws {
        let path = folder + "/" + name
        let words =
            [tool, "req", "-x509", "-newkey"] + kind + [
                "-nodes", "-subj", "/CN=" + name, "-days", "2", "-keyout", path + ".key", "-out", path + ".new",
            ]
        // The certificate gets its name when all is done.
        let shell = ["/bin/sh", "-c", "umask 077 && \"$@\" && mv \"$0.new\" \"$0.crt\"", path] + words
        let process = try await MortalProcess.start(
            shell, ["PATH=/usr/bin:/bin", "HOME=\(folder)"], output: path + ".log")
        for _ in 0..<3000 where !process.hasEnded { try await Task.sleep(for: .milliseconds(10)) }
        guard access(path + ".crt", F_OK) == 0 else { throw Fault(500, "openssl made no certificate: \(path).log") }
    }
}
