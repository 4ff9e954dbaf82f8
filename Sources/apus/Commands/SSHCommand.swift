import ArgumentParser
import CloudCore
import CloudJSON
import FoundationEssentials
import Glibc
import HostKit

/// `apus ssh SERVER [COMMAND…]`: a shell in a guest, by its floating IP, with the cloud's own key.
struct SSHCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ssh", abstract: "Open a shell in a server, or run a command there.")

    @Option(name: [.short, .long], help: "A private key; the cloud's own (keypair apus), when none is named.")
    var identity: String?

    @Argument(help: "The server's name or id.")
    var server: String

    @Argument(parsing: .captureForPassthrough, help: "What to run; a shell when nothing is given.")
    var command: [String] = []

    func run() async throws {
        let cloud = try LocalCloud()
        guard let url = try CloudProcess(cloud).url else {
            throw CommandFailure("The cloud does not run: apus up")
        }
        let client = try CloudClient(cloud, url: url)
        let target = try await floatingAddress(client)
        await client.close()
        let key = identity.map { ["-o", "IdentitiesOnly=yes", "-i", $0] } ?? []
        let arguments = ["ssh", "-F", cloud.folder.sshConfigFile] + key + [target] + command
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        execvp("ssh", &pointers)
        throw CommandFailure("ssh cannot be run: \(String(cString: strerror(errno)))")
    }

    private func floatingAddress(_ client: CloudClient) async throws -> String {
        let servers =
            try await client.get("/compute/v2.1/servers/detail", [("all_tenants", "1")])["servers"]?.array ?? []
        guard let found = servers.first(where: { $0["id"]?.string == server || $0["name"]?.string == server }) else {
            throw CommandFailure("There is no server \(server).")
        }
        let ports = try await client.get("/network/v2.0/ports", [("device_id", found.id)])["ports"]?.array ?? []
        for port in ports {
            let addresses =
                try await client.get("/network/v2.0/floatingips", [("port_id", port.id)])["floatingips"]?.array ?? []
            if let address = addresses.first?["floating_ip_address"]?.string { return address }
        }
        throw CommandFailure(
            "The server \(server) has no floating IP: openstack floating ip create public; "
                + "openstack server add floating ip \(server) ADDRESS"
        )
    }
}
