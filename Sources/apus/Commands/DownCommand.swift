import ArgumentParser
import CloudConfiguration
import HostKit

/// `apus down`: stops the cloud in order; its state stays, unless it is purged.
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "down", abstract: "Stop the cloud.")

    @Flag(help: "End all guests too, remove everything the cloud made on this host, and its state folder.")
    var purge = false

    func run() async throws {
        let cloud = try LocalCloud()
        if purge { try cloud.folder.requireMark() }
        let process = try CloudProcess(cloud)
        let wasRunning = process.isRunning
        let stopsGuests = try cloud.configuration[Settings.guestsAtDown] == "stop"
        if stopsGuests, !purge, let url = process.url {
            let client = try CloudClient(cloud, url: url)
            try await GuestStop(client: client).stopAll()
            await client.close()
        }
        try await process.stop()
        try HostFile.remove(cloud.folder.addressFile)
        guard purge else {
            let guests = stopsGuests ? "guests are stopped" : "guests go on, and are found by the next apus up"
            print(
                wasRunning ? "apus: stopped; \(guests)" : "apus: was not running")
            return
        }
        let left = try await HostCleaning(cloud).purge()
        try cloud.folder.remove()
        print("apus: stopped, and removed \(left.isEmpty ? "its state" : "its state, " + left.joined(separator: ", "))")
    }
}
