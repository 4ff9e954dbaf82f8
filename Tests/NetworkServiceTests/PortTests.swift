import AgentProtocols
import CloudJSON
import CloudMessaging
import CloudSQL
import CloudService
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Ports: addresses, groups, binding and plugging.
@Suite struct PortTests {
    @Test(arguments: TestEngine.available)
    func aPortGetsWhatItAsksForOrTheNextFree(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, subnet) = try await cloud.network("10.0.0.0/28")
            let id = JSON.string(network)
            let first = try await cloud.make("port", ["network_id": id])
            #expect(first.addresses == ["10.0.0.2"] && first.text("mac_address").hasPrefix("fa:16:3e:"))
            #expect(first.text("status") == "DOWN" && first["security_groups"]?.array?.count == 1)
            #expect(first["binding:vif_type"] == nil, "binding is the admin's")
            let chosen = try await cloud.make(
                "port", ["network_id": id, "fixed_ips": [["ip_address": "10.0.0.9"], ["subnet_id": .string(subnet)]]])
            #expect(chosen.addresses == ["10.0.0.9", "10.0.0.3"])
            let none = try await cloud.make("port", ["network_id": id, "fixed_ips": []])
            #expect(none.addresses.isEmpty)
            func refused(_ fixed: JSON) async throws -> Answer {
                try await cloud.call(.post, "/ports", ["port": ["network_id": id, "fixed_ips": fixed]])
            }
            let taken = try await refused([["ip_address": "10.0.0.9"]])
            #expect(taken.status == 409 && taken.type == "IpAddressAlreadyAllocated")
            #expect(try await refused([["ip_address": "10.9.0.9"]]).type == "InvalidIpForNetwork")
            #expect(
                try await refused([["ip_address": "10.9.0.9", "subnet_id": .string(subnet)]]).type
                    == "InvalidIpForSubnet")
            #expect(try await refused([["ip": "10.9.0.9"]]).status == 400)
            let found = try await cloud.call(.get, "/ports?fixed_ips=ip_address%3D10.0.0.9")
            #expect(found["ports"].array?.map(\.id) == [chosen.id])
            let inUse = try await cloud.call(.delete, "/subnets/\(subnet)")
            #expect(inUse.status == 409 && inUse.type == "SubnetInUse")
            #expect(try await cloud.call(.delete, "/networks/\(network)").type == "NetworkInUse")
            let moved = try await cloud.call(
                .put, "/ports/\(chosen.id)", ["port": ["fixed_ips": [["ip_address": "10.0.0.10"]]]])
            #expect(moved["port"].addresses == ["10.0.0.10"])
            #expect(try await refused([["ip_address": "10.0.0.9"]]).status == 201, "the old address is free")
            #expect(try await cloud.call(.delete, "/ports/\(chosen.id)").status == 204)
            let gone = try await cloud.call(.get, "/ports/\(chosen.id)")
            #expect(gone.type == "PortNotFound" && gone.message == "Port \(chosen.id) could not be found.")
            let nowhere = try await cloud.call(.post, "/ports", ["port": ["network_id": .string(chosen.id)]])
            #expect(nowhere.status == 404 && nowhere.type == "NetworkNotFound")
            #expect(try await cloud.call(.post, "/ports", ["port": ["network_id": id]], as: "member:p2").status == 404)
            #expect(try await cloud.call(.post, "/ports", ["port": ["network_id": id]], as: "reader:p1").status == 403)
            let bound = try await cloud.call(
                .post, "/ports", ["port": ["network_id": id, "binding:host_id": "h1"]])
            #expect(bound.status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func addressesAreGivenOnceHoweverManyAsk(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, _) = try await cloud.network("10.0.0.0/27")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        try await cloud.call(.post, "/ports", ["port": ["network_id": .string(network)]]).status
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [201: 29, 409: 3], "a /27 without gateway has 29 addresses")
            let ports = try await cloud.call(.get, "/ports")["ports"].array ?? []
            #expect(Set(ports.flatMap(\.addresses)).count == 29)
            let full = try await cloud.call(.post, "/ports", ["port": ["network_id": .string(network)]])
            #expect(full.status == 409 && full.type == "IpAddressGenerationFailure")
            #expect(full.message == "No more IP addresses available on network \(network).")
        }
    }

    @Test(arguments: TestEngine.available)
    func twoProcessesNeverGiveOneAddressTwice(engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let clouds = [try await NetworkCloud(location), try await NetworkCloud(location)]
            let (network, _) = try await clouds[0].network()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<16 {
                    group.addTask {
                        _ = try await clouds[index % 2].make("port", ["network_id": .string(network)])
                    }
                }
                try await group.waitForAll()
            }
            let ports = try await clouds[0].call(.get, "/ports")["ports"].array ?? []
            #expect(ports.count == 16 && Set(ports.flatMap(\.addresses)).count == 16)
            for cloud in clouds { for database in cloud.parts.databases { await database.close() } }
        }
    }

    @Test(arguments: TestEngine.available)
    func ipv6AddressesComeFromTheMACOrThePool(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, _) = try await cloud.network()
            let base: [String: JSON] = ["network_id": .string(network), "ip_version": 6]
            _ = try await cloud.make(
                "subnet",
                base.merging(["cidr": "fd00:1::/64", "ipv6_ra_mode": "slaac", "ipv6_address_mode": "slaac"]) { $1 })
            let port = try await cloud.make("port", ["network_id": .string(network)])
            #expect(port.addresses.count == 2 && port.addresses[1].hasPrefix("fd00:1::f816:3eff:fe"))
            let other = try await cloud.make("network", [:])
            _ = try await cloud.make(
                "subnet", ["network_id": .string(other.id), "ip_version": 6, "cidr": "fd00:2::/64"])
            let plain = try await cloud.make("port", ["network_id": .string(other.id)])
            #expect(plain.addresses == ["fd00:2::2"])
        }
    }

    @Test(arguments: TestEngine.available)
    func aBoundPortIsPluggedAndReported(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            try await cloud.heartbeat("h1")
            let (network, _) = try await cloud.network()
            let port = try await cloud.make("port", ["network_id": .string(network), "name": "vm"])
            let path = "/ports/\(port.id)"
            let binding: JSON = ["port": ["binding:host_id": "h1", "device_id": "s1", "device_owner": "compute:nova"]]
            let bound = try await cloud.call(.put, path, binding, as: "admin")["port"]
            #expect(bound.text("binding:vif_type") == "tap" && bound.text("status") == "BUILD")
            #expect(bound["binding:vif_details"]?.text("device") == "tap" + port.id.prefix(11))
            #expect(bound["binding:vif_details"]?.text("namespace") == "apus-main")
            let state = try await cloud.state("h1")
            #expect(state.ports.map(\.id) == [port.id] && state.networks.map(\.id) == [network])
            #expect(state.networks.first?.dhcp?.addresses == ["10.0.0.3/24"])
            #expect(state.networks.first?.members.map(\.portID).contains(port.id) == true)
            #expect(state.ports.first?.rules.count == 4 && state.groups.first?.members.contains("10.0.0.2/32") == true)
            let quick = try await cloud.bus.call(
                GetPortState(host: "h1", portID: port.id), to: .networkConductor, within: .seconds(60))
            #expect(quick.port == state.ports.first && quick.network == state.networks.first)
            for _ in 0..<2 {
                _ = try await cloud.bus.call(
                    PortPlugged(host: "h1", portID: port.id, device: "tapx", namespace: "ns"), to: .networkConductor,
                    within: .seconds(60))
            }
            let active = try await cloud.call(.get, path, as: "admin")["port"]
            #expect(active.text("status") == "ACTIVE" && active["binding:vif_details"]?.text("namespace") == "ns")
            try await eventually("the task lets go of the port") {
                try await cloud.parts.databases[0].read { try $0.table(Port.self).find(port.id)?.plugTask == nil }
            }
            #expect(try await cloud.call(.delete, path).status == 204)
            #expect(try await cloud.state("h1").networks.isEmpty, "the DHCP port went with the last guest's")
        }
    }

    @Test(arguments: TestEngine.available)
    func peersAndRemoteGroupsReachOverHosts(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            try await cloud.heartbeat("h1", underlay: "192.0.2.1")
            try await cloud.heartbeat("h2", underlay: "192.0.2.2")
            let (network, _) = try await cloud.network()
            for host in ["h1", "h2"] {
                _ = try await cloud.make(
                    "port",
                    [
                        "network_id": .string(network), "project_id": "p1", "binding:host_id": .string(host),
                        "device_owner": "compute:nova", "device_id": .string(host),
                    ], as: "admin")
            }
            let state = try await cloud.state("h1")
            #expect(state.networks.first?.peers == [.init(host: "h2", address: "192.0.2.2")])
            #expect(state.networks.first?.segmentationID != nil && state.ports.count == 1)
            #expect(state.groups.first?.members == ["10.0.0.2/32", "10.0.0.4/32"], "DHCP has .3 and .5")
            let agents = try await cloud.call(.get, "/agents", as: "admin")["agents"].array ?? []
            #expect(agents.map { $0.text("host") } == ["h1", "h2"] && agents.allSatisfy { $0["alive"] == true })
            #expect(try await cloud.call(.get, "/agents")["agents"] == [])
        }
    }

    @Test func portSecurityAndPairsGoTogether() async throws {
        try await NetworkCloud.run(.sqlite) { cloud in
            let (network, _) = try await cloud.network()
            let id = JSON.string(network)
            let open = try await cloud.make("port", ["network_id": id, "port_security_enabled": false])
            #expect(open["security_groups"] == [])
            let pair: JSON = [["ip_address": "10.1.0.0/16"]]
            let refused = try await cloud.call(
                .put, "/ports/\(open.id)", ["port": ["allowed_address_pairs": pair]])
            #expect(refused.status == 409 && refused.type == "AddressPairAndPortSecurityRequired")
            let port = try await cloud.make(
                "port",
                [
                    "network_id": id, "allowed_address_pairs": pair,
                    "extra_dhcp_opts": [["opt_name": "mtu", "opt_value": "1400"]], "dns_name": "web",
                ])
            #expect(port["allowed_address_pairs"]?.array?.first?.text("mac_address") == port.text("mac_address"))
            #expect(port["extra_dhcp_opts"]?.array?.first?.text("opt_value") == "1400")
            #expect(
                try await cloud.call(
                    .put, "/ports/\(port.id)", ["port": ["allowed_address_pairs": [["ip_address": "x"]]]]
                )
                .status == 400)
            let cleared = try await cloud.call(
                .put, "/ports/\(port.id)", ["port": ["extra_dhcp_opts": [["opt_name": "mtu", "opt_value": .null]]]])
            #expect(cleared["port"]["extra_dhcp_opts"] == [])
        }
    }
}
