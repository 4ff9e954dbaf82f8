import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/os-hypervisors` (Compute API, "Hypervisors").
struct HypervisorAPI: Sendable {
    let actions: HypervisorActions
    let reserved: Int
    let shape: ListShape

    init(_ context: ComputeContext) {
        actions = HypervisorActions(context: context)
        reserved = context.configuration.reservedMemory
        shape = ListShape(.nova, maximumPage: context.configuration.maximumPage)
    }

    func list(_ request: APIRequest) async throws -> Response {
        try await answer(request, isDetailed: false, rule: "list")
    }

    func detail(_ request: APIRequest) async throws -> Response {
        try await answer(request, isDetailed: true, rule: "list-detail")
    }

    func show(_ request: APIRequest) async throws -> Response {
        let withServers = try self.withServers(request)
        let found = try await actions.show(request.parameter("hypervisor_id"), withServers: withServers, request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("hypervisor") { writer in
                    writer.object { write(found, request, isDetailed: true, &$0) }
                }
            }
        }
    }

    /// Since 2.88 a member of the hypervisor itself. Agents do not report it.
    func uptime(_ request: APIRequest) async throws -> Response {
        _ = try await actions.show(
            request.parameter("hypervisor_id"), withServers: false, rule: "uptime", request.caller)
        throw Fault.notImplemented("Virt driver does not implement uptime function.")
    }

    func search(_ request: APIRequest) async throws -> Response { try await old(request, "search", withServers: false) }
    func servers(_ request: APIRequest) async throws -> Response {
        try await old(request, "servers", withServers: true)
    }

    func statistics(_ request: APIRequest) async throws -> Response {
        let all = try await actions.list(
            ListQuery(), name: nil, withServers: false, rule: "statistics", request.caller
        ).items.filter { $0.service?.isDisabled != true }
        func sum(_ value: (Hypervisor) -> Int) -> Int { all.map(value).reduce(0, +) }
        return .json { writer in
            writer.object { writer in
                writer.field("hypervisor_statistics") { writer in
                    writer.object { writer in
                        writer.field("count", all.count)
                        writer.field("current_workload", sum(\.busyServers))
                        writer.field("disk_available_least", sum(\.node.freeDisk))
                        writer.field("free_disk_gb", sum(\.node.freeDisk))
                        writer.field("free_ram_mb", sum { $0.node.memory - memoryUsed($0) })
                        writer.field("local_gb", sum(\.node.disk))
                        writer.field("local_gb_used", sum { $0.node.disk - $0.node.freeDisk })
                        writer.field("memory_mb", sum(\.node.memory))
                        writer.field("memory_mb_used", sum(memoryUsed))
                        writer.field("running_vms", sum(\.usage.servers))
                        writer.field("vcpus", sum(\.node.vcpus))
                        writer.field("vcpus_used", sum(\.usage.vcpus))
                    }
                }
            }
        }
    }

    // MARK: Parts

    private func answer(_ request: APIRequest, isDetailed: Bool, rule: String) async throws -> Response {
        let query = request.speaks(33) ? try shape.query(request) : ListQuery()
        let name = request.speaks(53) ? request.query["hypervisor_hostname_pattern"] : nil
        if name != nil, request.query["limit"] != nil || request.query["marker"] != nil {
            throw Fault.badRequest(
                "Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported.")
        }
        let page = try await actions.list(
            query, name: name, isRequired: true, withServers: withServers(request), rule: rule, request.caller)
        return write(page, request, isDetailed: isDetailed)
    }

    private func old(_ request: APIRequest, _ rule: String, withServers: Bool) async throws -> Response {
        let page = try await actions.list(
            ListQuery(), name: request.parameter("hypervisor_id"), isRequired: true, withServers: withServers,
            rule: rule,
            request.caller)
        return write(page, request, isDetailed: false)
    }

    private func withServers(_ request: APIRequest) throws -> Bool {
        guard request.speaks(53), let text = request.query["with_servers"] else { return false }
        guard let value = LooseNumber.boolean(.string(text)) else {
            throw Fault.badRequest(
                "Invalid input for query parameters with_servers. Value: \(text). '\(text)' is not a boolean")
        }
        return value
    }

    private func write(_ page: Page<Hypervisor>, _ request: APIRequest, isDetailed: Bool) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("hypervisors") { writer in
                    writer.array(page.items) { writer, item in
                        writer.object { write(item, request, isDetailed: isDetailed, &$0) }
                    }
                }
                writer.nextLink("hypervisors", page, request) { $0.node.id }
            }
        }
    }

    private func memoryUsed(_ item: Hypervisor) -> Int { min(item.node.memory, reserved + item.usage.memory) }

    private func write(_ item: Hypervisor, _ request: APIRequest, isDetailed: Bool, _ writer: inout JSONWriter) {
        let node = item.node
        writeID(node.id, request, &writer)
        writer.field("hypervisor_hostname", node.hypervisorHostname)
        writer.field("state", item.isUp ? "up" : "down")
        writer.field("status", item.service?.isDisabled == true ? "disabled" : "enabled")
        // From 2.75 on an empty list is shown, before it is left out.
        if let servers = item.servers, request.speaks(75) || !servers.isEmpty {
            writer.field("servers") { writer in
                writer.array(servers) { writer, server in
                    writer.object { writer in
                        writer.field("uuid", server.id)
                        writer.field("name", server.name)
                    }
                }
            }
        }
        guard isDetailed else { return }
        writer.field("hypervisor_type", node.hypervisorType)
        writer.field("hypervisor_version", node.hypervisorVersion)
        writer.field("host_ip", node.hostIP)
        writer.field("service") { writer in
            writer.object { writer in
                writer.field("host", node.host)
                writeID(item.service?.id ?? node.id, request, &writer)
                writer.field("disabled_reason", item.service?.disabledReason)
            }
        }
        if request.speaks(88) { return writer.field("uptime") { $0.null() } }
        writeResources(item, request, &writer)
    }

    /// Left out since 2.88: placement tells them.
    private func writeResources(_ item: Hypervisor, _ request: APIRequest, _ writer: inout JSONWriter) {
        let node = item.node
        let processor: JSON = [
            "arch": .string(node.architecture), "model": .string(node.processorModel),
            "vendor": .string(node.processorVendor),
            "features": .array(node.processorFeatures.map { .string($0) }),
            "topology": [
                "sockets": .integer(Int64(node.sockets)), "cores": .integer(Int64(node.cores)),
                "threads": .integer(Int64(node.threads)),
            ],
        ]
        if request.speaks(28) { writer.field("cpu_info", processor) } else { writer.field("cpu_info", processor.text) }
        writer.field("current_workload", item.busyServers)
        writer.field("disk_available_least", node.freeDisk)
        writer.field("free_disk_gb", node.freeDisk)
        writer.field("free_ram_mb", node.memory - memoryUsed(item))
        writer.field("local_gb", node.disk)
        writer.field("local_gb_used", node.disk - node.freeDisk)
        writer.field("memory_mb", node.memory)
        writer.field("memory_mb_used", memoryUsed(item))
        writer.field("running_vms", item.usage.servers)
        writer.field("vcpus", node.vcpus)
        writer.field("vcpus_used", item.usage.vcpus)
    }

    private func writeID(_ id: String, _ request: APIRequest, _ writer: inout JSONWriter) {
        if request.speaks(53) { writer.field("id", id) } else { writer.field("id", LegacyNumber.of(id)) }
    }
}

extension HypervisorAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-hypervisors:"
        let path = "/v2.1/os-hypervisors"
        return [
            .get(path, rule + "list", list),
            .get(path + "/detail", rule + "list-detail", detail),
            Route.get(path + "/statistics", rule + "statistics", statistics).upTo(87),
            .get(path + "/{hypervisor_id}", rule + "show", show),
            Route.get(path + "/{hypervisor_id}/uptime", rule + "uptime", uptime).upTo(87),
            Route.get(path + "/{hypervisor_id}/search", rule + "search", search).upTo(52),
            Route.get(path + "/{hypervisor_id}/servers", rule + "servers", servers).upTo(52),
        ]
    }
}
