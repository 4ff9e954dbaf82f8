import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/os-availability-zone` (Compute API, "Availability zones").
struct ZoneAPI: Sendable {
    let context: ComputeContext
    private var actions: ZoneActions { ZoneActions(context: context) }

    /// Zones of compute hosts.
    func list(_ request: APIRequest) async throws -> Response {
        let hosts = try await actions.list(request.caller)
        return answer(Dictionary(grouping: hosts, by: \.zone)) { writer, _ in writer.null() }
    }

    /// With hosts and services.
    func detail(_ request: APIRequest) async throws -> Response {
        let all = try await actions.detail(request.caller)
        let now = context.clock.now
        let patience = context.configuration.servicePatience
        return answer(Dictionary(grouping: all, by: \.zone)) { writer, services in
            writer.object { writer in
                for (host, onHost) in Dictionary(grouping: services, by: \.host).sorted(by: { $0.key < $1.key }) {
                    writer.field(host) { writer in
                        writer.object { writer in
                            for service in onHost {
                                writer.field(service.binary) { writer in
                                    writer.object { writer in
                                        writer.field("available", service.isUp(at: now, patience: patience))
                                        writer.field("active", !service.isDisabled)
                                        writer.field("updated_at", service.lastSeenAt?.text(.microsecondsWithoutZone))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private func answer(
        _ zones: [String: [ServiceRecord]], _ hosts: (inout JSONWriter, [ServiceRecord]) -> Void
    ) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("availabilityZoneInfo") { writer in
                    writer.array(zones.sorted { $0.key < $1.key }) { writer, zone in
                        writer.object { writer in
                            writer.field("zoneName", zone.key)
                            writer.field("zoneState") { writer in
                                writer.object { $0.field("available", zone.value.contains { !$0.isDisabled }) }
                            }
                            writer.field("hosts") { hosts(&$0, zone.value) }
                        }
                    }
                }
            }
        }
    }
}

extension ZoneAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-availability-zone:"
        return [
            .get("/v2.1/os-availability-zone", rule + "list", list),
            .get("/v2.1/os-availability-zone/detail", rule + "detail", detail),
        ]
    }
}
