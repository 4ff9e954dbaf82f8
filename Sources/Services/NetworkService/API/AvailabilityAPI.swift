import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.0/network-ip-availabilities`.
struct AvailabilityAPI: Sendable {
    let actions: AvailabilityActions

    static let shape = ListShape(
        .neutron,
        filters: [
            "network_id": .text("id"), "network_name": .text("name"), "project_id": .text("project_id"),
            "tenant_id": .text("project_id"),
        ])

    var routes: [Route] {
        [
            .get("/v2.0/network-ip-availabilities", "get_network_ip_availability", list),
            .get("/v2.0/network-ip-availabilities/{id}", "get_network_ip_availability", show),
        ]
    }

    private func list(_ request: APIRequest) async throws -> Response {
        try request.refuseZeroBytes()
        let version = request.query["ip_version"].flatMap { Int($0) }
        let uses = try await actions.list(Self.shape.query(request).filters, request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("network_ip_availabilities") { $0.array(uses) { write($1, version, &$0) } }
            }
        }
    }

    private func show(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("id")
        guard !id.utf8.contains(0), let use = try await actions.list([], request.caller, id: id).first else {
            throw Fault.missingNetwork(id)
        }
        return .json { writer in
            writer.object { writer in
                writer.field("network_ip_availability") { write(use, nil, &$0) }
            }
        }
    }

    private func write(_ use: AvailabilityActions.NetworkUse, _ version: Int?, _ writer: inout JSONWriter) {
        let subnets = use.subnets.filter { version == nil || $0.subnet.ipVersion == version }
        writer.object { writer in
            writer.field("network_id", use.network.id)
            writer.field("network_name", use.network.name)
            writer.field("project_id", use.network.projectID)
            writer.field("tenant_id", use.network.projectID)
            writer.field("total_ips", Self.number(subnets.reduce(0) { $0 + $1.total }))
            writer.field("used_ips", subnets.reduce(0) { $0 + $1.used })
            writer.field("subnet_ip_availability") { writer in
                writer.array(subnets) { writer, one in
                    writer.object { writer in
                        writer.field("subnet_id", one.subnet.id)
                        writer.field("subnet_name", one.subnet.name)
                        writer.field("cidr", one.subnet.cidr)
                        writer.field("ip_version", one.subnet.ipVersion)
                        writer.field("total_ips", Self.number(one.total))
                        writer.field("used_ips", one.used)
                    }
                }
            }
        }
    }

    /// A whole number where it fits into one.
    private static func number(_ value: Double) -> JSON { Int64(exactly: value).map { .integer($0) } ?? .double(value) }
}
