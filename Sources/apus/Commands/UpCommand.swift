import ArgumentParser
import CloudConfiguration
import CloudCore
import CloudService
import FoundationEssentials
import HostKit

/// `apus up`: prepares the state folder, starts the cloud in the background, boots a first server, and says what runs.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Start the cloud, and boot a first server in it.")

    @Flag(help: "Do not boot the first server.")
    var noServer = false

    func run() async throws {
        let began = ContinuousClock.now
        let cloud = try LocalCloud()
        try cloud.folder.prepare()
        let process = try CloudProcess(cloud)
        let url = try await process.start()
        try ClientFiles(
            folder: cloud.folder, url: url, authorities: try TLSSettings(cloud.configuration).authorities,
            password: try cloud.folder.secret("admin-password"), region: try cloud.configuration[Settings.region],
            program: process.program
        ).write()
        let client = try CloudClient(cloud, url: url)
        do {
            let summary = try await furnish(client, cloud.folder)
            await client.close()
            let seconds = Double((ContinuousClock.now - began).wholeMicroseconds / 100_000) / 10
            print(Self.words(url, cloud.folder, summary, seconds))
        } catch {
            await client.close()
            throw CommandFailure("\((error as? Fault)?.message ?? "\(error)")\nThe log: \(cloud.folder.logFile)")
        }
    }

    /// The first server's address; nil when none was asked for.
    private func furnish(_ client: CloudClient, _ folder: StateFolder) async throws -> String? {
        let done = folder.path + "/run/furnished"
        let progress: @Sendable (String) -> Void = { print("apus: \($0)") }
        if let address = HostFile.text(done), !noServer { return address.isEmpty ? nil : address }
        let image = ProcessInfo.processInfo.environment["APUS_GUEST_IMAGE"]
        try await FirstCloud(client: client, folder: folder, progress: progress).prepare(guestImage: image)
        guard !noServer, image != nil else { return nil }
        let address = try await FirstServer(client: client, folder: folder, progress: progress).boot()
        try HostFile.writeAtomically(address, to: done)
        return address
    }

    private static func words(_ url: String, _ folder: StateFolder, _ server: String?, _ seconds: Double) -> String {
        var lines = [
            "", "Apus runs at \(url) (ready after \(seconds) s).",
            "  state     \(folder.path)", "  log       \(folder.logFile)",
        ]
        if let server { lines.append("  server    first, floating IP \(server)") }
        lines += [
            "", "Try next:", "  source \(folder.openrcFile)", "  openstack server list",
            "  openstack server create --image apus-guest --flavor m1.nano --network private \\",
            "    --key-name apus --wait second",
        ]
        if let server {
            lines += ["  ssh -F \(folder.sshConfigFile) cirros@\(server)        (or: apus ssh first)"]
        }
        return (lines + ["", "Stop it: make down (or: apus down)"]).joined(separator: "\n")
    }
}
