import Glibc
import HostKit
import NetworkKit
import Testing

/// A cloud's network with a name of its own; `end` removes all of it.
struct Cloud: Sendable {
    let tag: String
    let layout: CloudLayout
    let network: HostNetwork

    init(underlay: NetworkNamespace? = nil) {
        tag = "apust\(String(UInt32.random(in: 0 ... 0xfffff), radix: 36))"
        layout = CloudLayout(cloud: tag, stateFolder: "/tmp/\(tag)-state", underlay: underlay)
        network = HostNetwork(layout: layout)
    }

    /// Runs a test and removes the cloud and its guests, whatever happens.
    static func with(underlay: NetworkNamespace? = nil, _ body: (Cloud) async throws -> Void) async throws {
        let cloud = Cloud(underlay: underlay)
        do {
            try await body(cloud)
        } catch {
            try await cloud.end()
            throw error
        }
        try await cloud.end()
    }

    func end() async throws {
        try await HostInventory.purge(layout)
        for guest in NetworkNamespace.list(prefix: "g\(tag)-") { try await guest.delete() }
        #expect(try await HostInventory.list(layout).isEmpty)
    }

    /// A guest: a namespace whose cable bears the port's device name at the cloud's end.
    func guest(_ name: String, device: String, mac: String, address: String? = nil, gateway: String? = nil) async throws
        -> Guest
    {
        let namespace = NetworkNamespace("g\(tag)-\(name)")
        try await namespace.create()
        try await layout.cloud.create()
        try await ip(
            ["link", "add", device, "type", "veth", "peer", "name", "eth0", "address", mac, "netns", namespace.name],
            in: layout.cloud)
        let guest = Guest(namespace: namespace)
        try await ip(["link", "set", "lo", "up"], in: namespace)
        try await ip(["link", "set", "eth0", "up"], in: namespace)
        if let address { try await ip(["addr", "add", address, "dev", "eth0"], in: namespace) }
        if let gateway { try await ip(["route", "add", "default", "via", gateway], in: namespace) }
        return guest
    }

    @discardableResult
    func ip(_ arguments: [String], in namespace: NetworkNamespace) async throws -> String {
        try await Command("ip", arguments, namespace: namespace).check().output
    }
}
