import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Routers, their legs and gateways, and floating IPs.
@Suite struct RouterTests {
    @Test(arguments: TestEngine.available)
    func aFloatingIPLivesAndDies(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            try await cloud.heartbeat("h1")
            let (network, subnet) = try await cloud.network()
            let (external, router) = try await cloud.gateway(to: subnet)
            let port = try await cloud.make("port", ["network_id": .string(network)])
            let made = try await cloud.make(
                "floatingip", ["floating_network_id": .string(external), "port_id": .string(port.id)])
            #expect(made.text("fixed_ip_address") == port.addresses[0] && made.text("router_id") == router)
            #expect(made.text("floating_ip_address").hasPrefix("203.0.113.") && made.text("status") == "DOWN")
            let state = try await cloud.state("h1")
            let desired = try #require(state.routers.first)
            #expect(desired.legs.count == 2 && desired.snat && desired.gateways == ["203.0.113.1"])
            #expect(desired.legs.filter { !$0.external }.flatMap(\.addresses) == ["10.0.0.1/24"])
            #expect(
                desired.floatingIPs == [
                    .init(id: made.id, address: made.text("floating_ip_address"), fixedAddress: port.addresses[0])
                ])
            _ = try await cloud.bus.call(
                RouterReady(host: "h1", routerID: router, generation: state.generation), to: .networkConductor,
                within: .seconds(60))
            let path = "/floatingips/\(made.id)"
            #expect(try await cloud.call(.get, path)["floatingip"].text("status") == "ACTIVE")
            let second = try await cloud.call(
                .post, "/floatingips",
                ["floatingip": ["floating_network_id": .string(external), "port_id": .string(port.id)]])
            #expect(second.status == 409 && second.type == "FloatingIPPortAlreadyAssociated")
            let needed = try await cloud.call(
                .put, "/routers/\(router)/remove_router_interface", ["subnet_id": .string(subnet)])
            #expect(needed.status == 409 && needed.type == "RouterInterfaceInUseByFloatingIP")
            let gateway = try await cloud.call(.put, "/routers/\(router)", ["router": ["external_gateway_info": [:]]])
            #expect(gateway.status == 409 && gateway.type == "RouterExternalGatewayInUseByFloatingIp")
            let off = try await cloud.call(.put, path, ["floatingip": ["port_id": .null]])["floatingip"]
            #expect(off["port_id"] == .null && off["router_id"] == .null && off.text("status") == "DOWN")
            let on = try await cloud.call(.put, path, ["floatingip": ["port_id": .string(port.id)]])
            #expect(on["floatingip"].text("fixed_ip_address") == port.addresses[0])
            #expect(try await cloud.call(.delete, "/ports/\(port.id)").status == 204)
            #expect(
                try await cloud.call(.get, path)["floatingip"]["port_id"] == .null, "the port went, the address stays")
            #expect(try await cloud.call(.delete, path, as: "member:p2").status == 404)
            #expect(try await cloud.call(.delete, path).status == 204)
            #expect(try await cloud.call(.get, path).type == "FloatingIPNotFound")
        }
    }

    @Test(arguments: TestEngine.available)
    func floatingIPsNeedAWay(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (_, subnet) = try await cloud.network()
            let (external, _) = try await cloud.gateway(to: subnet)
            let lonely = try await cloud.network("10.5.0.0/24")
            let port = try await cloud.make("port", ["network_id": .string(lonely.id)])
            let answer = try await cloud.call(
                .post, "/floatingips",
                ["floatingip": ["floating_network_id": .string(external), "port_id": .string(port.id)]])
            #expect(answer.status == 404 && answer.type == "ExternalGatewayForFloatingIPNotFound")
            let inner = try await cloud.call(
                .post, "/floatingips", ["floatingip": ["floating_network_id": .string(lonely.id)]])
            #expect(inner.status == 400 && inner.message.contains("is not a valid external network"))
            let wanted: JSON = [
                "floatingip": ["floating_network_id": .string(external), "floating_ip_address": "203.0.113.77"]
            ]
            #expect(try await cloud.call(.post, "/floatingips", wanted).status == 403)
            let made = try await cloud.call(.post, "/floatingips", wanted, as: "admin")
            #expect(made["floatingip"].text("floating_ip_address") == "203.0.113.77")
        }
    }

    @Test(arguments: TestEngine.available)
    func legsComeAndGo(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, subnet) = try await cloud.network()
            let router = try await cloud.make("router", ["name": "r"])
            let path = "/routers/\(router.id)"
            func leg(_ verb: String, _ members: JSON) async throws -> Answer {
                try await cloud.call(.put, "\(path)/\(verb)_router_interface", members)
            }
            let added = try await leg("add", ["subnet_id": .string(subnet)])
            #expect(
                added.status == 200 && added["subnet_ids"] == [.string(subnet)] && added["id"] == .string(router.id))
            let port = try await cloud.call(.get, "/ports/\(added.body.text("port_id"))")["port"]
            #expect(port.addresses == ["10.0.0.1"] && port.text("device_owner") == "network:router_interface")
            #expect(try await leg("add", ["subnet_id": .string(subnet)]).status == 400)
            #expect(try await leg("add", [:]).message.contains("Either subnet_id or port_id must be specified"))
            #expect(try await cloud.call(.delete, "/ports/\(port.id)").type == "ServicePortInUse")
            #expect(try await cloud.call(.delete, path).type == "RouterInUse")
            #expect(try await cloud.call(.delete, "/networks/\(network)").type == "NetworkInUse")
            let overlap = try await cloud.network("10.0.0.0/16")
            #expect(try await leg("add", ["subnet_id": .string(overlap.subnet)]).message.contains("overlaps"))
            let other = try await cloud.network("10.9.0.0/24")
            let own = try await cloud.make("port", ["network_id": .string(other.id)])
            #expect(try await leg("add", ["port_id": .string(own.id)]).status == 200)
            let route: JSON = ["routes": [["destination": "192.168.0.0/16", "nexthop": "10.9.0.9"]]]
            let routed = try await cloud.call(.put, path + "/add_extraroutes", ["router": route])
            #expect(routed["router"]["routes"]?.array?.count == 1)
            #expect(try await leg("remove", ["port_id": .string(own.id)]).type == "RouterInterfaceInUseByRoute")
            let unreachable: JSON = ["routes": [["destination": "192.168.0.0/16", "nexthop": "10.77.0.9"]]]
            #expect(try await cloud.call(.put, path, ["router": unreachable]).type == "InvalidRoutes")
            #expect(try await cloud.call(.put, path, ["router": ["routes": []]]).status == 200)
            #expect(try await leg("remove", ["port_id": .string(own.id)]).status == 200)
            #expect(try await leg("remove", ["subnet_id": .string(subnet)]).status == 200)
            #expect(try await leg("remove", ["subnet_id": .string(subnet)]).type == "RouterInterfaceNotFoundForSubnet")
            #expect(try await cloud.call(.delete, path, as: "member:p2").status == 404)
            #expect(try await cloud.call(.delete, path).status == 204)
            #expect(try await cloud.call(.get, path).type == "RouterNotFound")
        }
    }

    @Test(arguments: TestEngine.available)
    func gatewaysAreTheAdminsInDetail(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (network, subnet) = try await cloud.network()
            let (external, router) = try await cloud.gateway(to: subnet)
            let info: JSON = [
                "router": ["external_gateway_info": ["network_id": .string(external), "enable_snat": false]]
            ]
            #expect(try await cloud.call(.put, "/routers/\(router)", info).status == 403)
            let changed = try await cloud.call(.put, "/routers/\(router)", info, as: "admin")["router"]
            #expect(changed["external_gateway_info"]?["enable_snat"] == false)
            let inner: JSON = ["router": ["external_gateway_info": ["network_id": .string(network)]]]
            #expect(
                try await cloud.call(.post, "/routers", inner).message
                    == "Bad router request: Network \(network) is not an external network.")
            let cleared = try await cloud.call(.put, "/routers/\(router)", ["router": ["external_gateway_info": .null]])
            #expect(cleared["router"]["external_gateway_info"] == .null)
            let ports = try await cloud.call(.get, "/ports?device_owner=network:router_gateway", as: "admin")
            #expect(ports["ports"] == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func routersMoveToALiveHost(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let (_, subnet) = try await cloud.network()
            let (_, router) = try await cloud.gateway(to: subnet)
            #expect(try await cloud.state("h1").routers.isEmpty, "no agent, no host")
            try await cloud.heartbeat("h1")
            let state = try await cloud.state("h1")
            #expect(state.routers.map(\.id) == [router] && state.networks.count == 2)
            #expect(state.networks.allSatisfy { $0.dhcp == nil }, "no guests here")
            cloud.ahead.withLock { $0 = 100 }
            try await cloud.heartbeat("h2")
            #expect(try await cloud.state("h1").routers.isEmpty, "h1 was not heard of for 100 seconds")
            let moved = try await cloud.state("h2")
            #expect(moved.routers.first?.legs.count == 2 && moved.networks.count == 2)
        }
    }
}
