import ArgumentParser
import CloudCore

/// `apus doctor`: compares rows, hosts and data plane, and lists every orphan and mismatch.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find what is orphaned or does not match.")

    func run() async throws {
        let cloud = try LocalCloud()
        guard let address = try CloudProcess(cloud).address else {
            throw CommandFailure("The cloud does not run: apus up")
        }
        let client = CloudClient(address: address, password: try cloud.folder.secret("admin-password"))
        let findings = try await Examination(cloud: cloud, client: client).findings()
        await client.close()
        for finding in findings { print(finding) }
        if findings.isEmpty {
            print("apus: all is well")
        } else {
            throw ExitCode(1)
        }
    }
}
