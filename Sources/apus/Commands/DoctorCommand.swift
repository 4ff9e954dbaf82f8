import ArgumentParser
import CloudCore

/// `apus doctor`: compares rows, hosts and data plane, lists every orphan and mismatch, and mends them when asked to.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Find what is orphaned or does not match.")

    @Flag(help: "Remove orphans and repair what can be repaired; each is told in a line.")
    var mend = false

    func run() async throws {
        let cloud = try LocalCloud()
        guard let url = try CloudProcess(cloud).url else {
            throw CommandFailure("The cloud does not run: apus up")
        }
        let client = try CloudClient(cloud, url: url)
        let findings: [Finding]
        do {
            findings = try await look(cloud, client)
            await client.close()
        } catch {
            await client.close()
            throw error
        }
        guard findings.isEmpty else { throw ExitCode(1) }
        print("apus: all is well")
    }

    /// Prints what is found; what is left of it in the end.
    private func look(_ cloud: LocalCloud, _ client: CloudClient) async throws -> [Finding] {
        let examination = Examination(cloud: cloud, client: client)
        let findings = try await examination.findings()
        for finding in findings where !mend { print(finding.text) }
        guard mend, !findings.isEmpty else { return findings }
        let mender = Mender(cloud: cloud, client: client)
        var done: [Mending: String] = [:]
        for finding in findings {
            guard let mending = finding.mending else {
                print("\(finding.text): this needs you")
                continue
            }
            do {
                let words = if let words = done[mending] { words } else { try await mender.mend(mending) }
                done[mending] = words
                print("\(finding.text): \(words)")
            } catch {
                print("\(finding.text): cannot be mended: \((error as? Fault)?.message ?? "\(error)")")
            }
        }
        let left = try await examination.findings()
        for finding in left { print("still: \(finding.text)") }
        return left
    }
}
