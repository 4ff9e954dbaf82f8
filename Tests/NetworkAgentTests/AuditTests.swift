import HostKit
import NetworkKit
import Testing

@testable import NetworkAgent

/// What doctor says of a host's network: rows on one side, what was found on the other.
@Suite struct AuditTests {
    private let layout = CloudLayout(cloud: "apust", stateFolder: "/run/none")
    private let guest = "aaaa0001-0000-4000-8000-000000000000"
    private let server = "dddd0000-0000-4000-8000-000000000000"
    private let tap = "tapaaaa0001-00"

    private func audit(_ more: [HostAudit.Port] = [], isFiltered: Bool = true) -> HostAudit {
        HostAudit(
            ports: [
                .init(
                    id: guest, networkID: Sample.networkID, deviceID: "s", owner: "compute:nova", isFiltered: isFiltered
                ), .init(id: server, networkID: Sample.networkID, deviceID: "", owner: "network:dhcp"),
            ] + more, routers: [])
    }

    /// A host on which all is as it should be.
    private func well() -> HostInventory {
        var found = HostInventory()
        found.namespaces = ["apust", layout.dhcp(Sample.networkID).name]
        found.links["apust"] = [layout.bridge(Sample.networkID), layout.dhcpDevice(Sample.networkID), tap]
        found.programs = ["dnsmasq-\(Sample.networkID)"]
        found.filtered = [tap]
        found.guarded = [tap]
        found.leases = [Sample.networkID: [guest]]
        return found
    }

    @Test func nothingIsSaidOfAHostThatIsWell() {
        #expect(audit().compare(well(), layout) == [])
    }

    @Test func rulesWithoutPortsAndPortsWithoutRules() {
        var found = well()
        found.filtered = ["tapgone"]
        found.guarded = []
        #expect(
            audit().compare(found, layout) == [
                "port \(guest) has no rules of its own in the packet filter",
                "rules of tapgone in the packet filter belong to nothing",
            ])
        found.filtered = []
        #expect(audit(isFiltered: false).compare(found, layout) == [])
    }

    @Test func entriesOfTheDHCPServer() {
        var found = well()
        found.leases = [Sample.networkID: ["gone"]]
        #expect(
            audit().compare(found, layout) == [
                "port \(guest) is unknown to its network's DHCP server",
                "DHCP entry of gone in network \(Sample.networkID) belongs to nothing",
            ])
    }

    @Test func aPortThatIsBoundNowhereNeedNoEntryAndMayHaveOne() {
        let idle = HostAudit.Port(
            id: "idle", networkID: Sample.networkID, deviceID: "", owner: "", isHere: false, isBound: false)
        var found = well()
        #expect(audit([idle]).compare(found, layout) == [])
        found.leases = [Sample.networkID: [guest, "idle"]]
        #expect(audit([idle]).compare(found, layout) == [])
    }
}
