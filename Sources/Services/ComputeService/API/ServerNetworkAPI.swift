import AgentProtocols
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/servers/{id}/ips`, `/os-interface`, `/os-security-groups` and `/os-volume_attachments`: out of what is kept with
/// the server.
struct ServerNetworkAPI: Sendable {
    let actions: ServerActions

    func addresses(_ request: APIRequest) async throws -> Response {
        let server = try await server(request, "os_compute_api:ips:index")
        return .json { writer in
            writer.object { writer in writer.field("addresses") { AddressBody.writeBrief(server.network, &$0) } }
        }
    }

    func addressesOfNetwork(_ request: APIRequest) async throws -> Response {
        let server = try await server(request, "os_compute_api:ips:show")
        let name = request.parameter("network")
        guard server.network.ports.contains(where: { $0.networkName == name }) else {
            throw Fault.notFound("Instance is not a member of specified network")
        }
        return .json { AddressBody.writeBrief(server.network, only: name, &$0) }
    }

    func interfaces(_ request: APIRequest) async throws -> Response {
        let server = try await server(request, "os_compute_api:os-attach-interfaces:list")
        return .json { writer in
            writer.object { writer in
                writer.field("interfaceAttachments") { writer in
                    writer.array(server.network.ports) { writer, port in write(port, request, &writer) }
                }
            }
        }
    }

    func interface(_ request: APIRequest) async throws -> Response {
        let server = try await server(request, "os_compute_api:os-attach-interfaces:show")
        let id = request.parameter("port_id")
        guard let port = server.network.ports.first(where: { $0.id == id }) else {
            throw Fault.notFound("Instance \(server.id) does not have a port with id \(id)")
        }
        return .json { writer in
            writer.object { writer in writer.field("interfaceAttachment") { write(port, request, &$0) } }
        }
    }

    func securityGroups(_ request: APIRequest) async throws -> Response {
        let server = try await server(request, "os_compute_api:os-security-groups:list")
        let ids = Set(server.network.ports.flatMap(\.securityGroupIDs)).sorted()
        let names = server.securityGroups.items
        return .json { writer in
            writer.object { writer in
                writer.field("security_groups") { writer in
                    writer.array(Array(names.enumerated())) { writer, item in
                        writer.object { writer in
                            writer.field("id", names.count == ids.count ? ids[item.offset] : item.element)
                            writer.field("name", item.element)
                            writer.field("tenant_id", server.projectID)
                            writer.field("description", "")
                            writer.field("rules", [String]())
                        }
                    }
                }
            }
        }
    }

    func volumes(_ request: APIRequest) async throws -> Response {
        _ = try await server(request, "os_compute_api:os-volumes-attachments:index")
        return .json(.ok, ["volumeAttachments": []] as JSON)
    }

    /// What is missing, in words: `docs/parity/compute.md` lists it.
    func missing(_ what: String) -> Route.Answer {
        { _ in throw Fault.notImplemented("\(what) is not supported by this cloud yet.") }
    }

    private func server(_ request: APIRequest, _ rule: String) async throws -> Server {
        try await actions.show(request.parameter("server_id"), request.caller, rule: rule)
    }

    private func write(_ port: ComputePort, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("port_state", port.status)
            writer.field("port_id", port.id)
            writer.field("net_id", port.networkID)
            writer.field("mac_addr", port.macAddress)
            writer.field("fixed_ips") { writer in
                writer.array(port.addresses) { writer, address in
                    writer.object { writer in
                        writer.field("ip_address", address.address)
                        writer.field("subnet_id", address.subnetID)
                    }
                }
            }
            if request.version >= Microversion(2, 70) { writer.field("tag", port.tag) }
        }
    }
}
