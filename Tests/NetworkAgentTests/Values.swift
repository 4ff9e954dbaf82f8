import AgentProtocols
import CloudCore

/// Short forms for tests.
enum Sample {
    static let networkID = "11111111-1111-4111-8111-111111111111"
    static let externalID = "22222222-2222-4222-8222-222222222222"
    static let routerID = "33333333-3333-4333-8333-333333333333"
    static let groupID = "44444444-4444-4444-8444-444444444444"

    /// A port of the sample network with the usual rules; `number` makes it different from others.
    static func port(_ number: Int, status: String = "DOWN") -> HostPort {
        let id = "aaaa000\(number)-0000-4000-8000-000000000000"
        return HostPort(
            id: id, networkID: networkID, device: "tap" + id.prefix(11), mac: mac(number),
            addresses: [.init(subnetID: "s", address: "10.0.0.\(10 + number)")],
            rules: [
                .init(direction: .egress, ethertype: .ipv4), .init(direction: .egress, ethertype: .ipv6),
                .init(direction: .ingress, ethertype: .ipv4, remoteGroupID: groupID),
            ], deviceID: "server-\(number)", deviceOwner: "compute:nova", projectID: "project", status: status)
    }

    static func mac(_ number: Int) -> String { "fa:16:3e:00:00:1\(number)" }

    static func member(_ port: HostPort, host: String? = nil) -> HostNetworkMember {
        HostNetworkMember(
            portID: port.id, mac: port.mac, addresses: port.addresses, hostname: "host-\(port.deviceID)",
            deviceID: port.deviceID, deviceOwner: port.deviceOwner, projectID: port.projectID, host: host)
    }

    static func network(_ ports: [HostPort] = [], hasRouter: Bool = false) -> HostNetwork {
        HostNetwork(
            id: networkID, name: "private", projectID: "project", kind: .vxlan, segmentationID: 7, mtu: 1450,
            hasRouter: hasRouter,
            subnets: [HostSubnet(id: "s", cidr: "10.0.0.0/24", gateway: "10.0.0.1", dnsServers: ["9.9.9.9"])],
            dhcp: HostDHCP(
                portID: "dddd0000-0000-4000-8000-000000000000", mac: "fa:16:3e:00:00:d0", addresses: ["10.0.0.2/24"]),
            members: ports.map { member($0) })
    }

    static let external = HostNetwork(
        id: externalID, name: "public", projectID: "admin", kind: .vxlan, segmentationID: 8, mtu: 1450, external: true,
        subnets: [HostSubnet(id: "e", cidr: "172.24.4.0/24", gateway: "172.24.4.1", enableDHCP: false)])

    static func router(floating: [HostRouter.Floating] = []) -> HostRouter {
        HostRouter(
            id: routerID, name: "router", projectID: "project",
            legs: [
                .init(
                    portID: "eeee0001-0000-4000-8000-000000000000", networkID: networkID, mac: "fa:16:3e:00:00:e1",
                    addresses: ["10.0.0.1/24"], subnetIDs: ["s"]),
                .init(
                    portID: "eeee0002-0000-4000-8000-000000000000", networkID: externalID, mac: "fa:16:3e:00:00:e2",
                    addresses: ["172.24.4.10/24"], subnetIDs: ["e"], external: true),
            ], gateways: ["172.24.4.1"], floatingIPs: floating)
    }

    /// A state with the sample network and these ports, which all members of the group may reach.
    static func put(_ ports: [HostPort], into state: inout HostNetworkState, hasRouter: Bool = false) {
        state.networks = [network(ports, hasRouter: hasRouter)]
        state.ports = ports
        state.groups = [
            HostAddressGroup(id: groupID, members: ports.flatMap { $0.addresses.map(\.address) })
        ]
    }
}
