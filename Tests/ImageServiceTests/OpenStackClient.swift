import Dispatch
import Foundation

/// The unmodified `openstack` command, told the endpoint and the token.
enum OpenStackClient {
    static func run(port: Int, _ arguments: [String]) async throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: ProcessInfo.processInfo.environment["APUS_OPENSTACK_CLIENT"] ?? "/usr/bin/openstack")
        process.arguments = arguments
        process.environment = [
            "OS_AUTH_TYPE": "admin_token", "OS_ENDPOINT": "http://127.0.0.1:\(port)/image/v2", "OS_TOKEN": "owner",
            "PATH": "/usr/bin:/bin", "HOME": "/tmp",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    try process.run()
                    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                    process.waitUntilExit()
                    continuation.resume(returning: (process.terminationStatus, text))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
