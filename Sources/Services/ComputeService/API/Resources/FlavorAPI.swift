import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2.1/flavors` (Compute API, "Flavors").
struct FlavorAPI: Sendable {
    let actions: FlavorActions
    let identifiers: IdentifierSource
    let clock: CloudClock
    let shape: ListShape

    init(_ context: ComputeContext) {
        actions = FlavorActions(context: context)
        identifiers = context.identifiers
        clock = context.clock
        shape = ListShape(
            .nova,
            sortable: [
                "flavorid": "id", "id": "id", "name": "name", "memory_mb": "memory", "ram": "memory", "vcpus": "vcpus",
                "root_gb": "disk", "disk": "disk", "ephemeral_gb": "ephemeral", "swap": "swap",
                "rxtx_factor": "rxtx_factor",
                "disabled": "is_disabled", "is_public": "is_public", "created_at": "created_at",
                "description": "description",
            ],
            defaultOrder: [.init("id")], maximumPage: context.configuration.maximumPage)
    }

    func list(_ request: APIRequest) async throws -> Response { try await list(request, isDetailed: false) }
    func detail(_ request: APIRequest) async throws -> Response { try await list(request, isDetailed: true) }

    func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(request.parameter("flavor_id"), request.caller), request)
    }

    func create(_ request: APIRequest) async throws -> Response {
        let flavor = try await actions.create(wanted(request), request.caller)
        return answer(flavor, request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let description = try request.object("flavor")["description"]?.string
        return answer(try await actions.describe(request.parameter("flavor_id"), description, request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("flavor_id"), request.caller)
        return Response(.accepted)
    }

    // MARK: In

    private func wanted(_ request: APIRequest) throws -> Flavor {
        let body = try request.object("flavor")
        func number(_ name: String) -> Int? { body[name].flatMap(LooseNumber.integer) }
        var id: String?
        if let given = body["id"], !given.isNull { id = given.string ?? given.integer.map(String.init) }
        if id == "auto" || id == "" { id = nil }
        let factor = body["rxtx_factor"].flatMap { $0.double ?? $0.string.flatMap(Double.init) } ?? 1
        guard factor > 0, factor <= 3.40282e+38 else {
            throw Fault.badRequest(
                "Invalid input for field/attribute rxtx_factor. Value: \(factor). It must be positive.")
        }
        return Flavor(
            id: id ?? identifiers.uuid(), name: body["name"]?.string ?? "", vcpus: number("vcpus") ?? 1,
            memory: number("ram") ?? 0, disk: number("disk") ?? 0, ephemeral: number("OS-FLV-EXT-DATA:ephemeral") ?? 0,
            swap: number("swap") ?? 0, rxtxFactor: factor,
            isPublic: body["os-flavor-access:is_public"].flatMap(LooseNumber.boolean) ?? true, isDisabled: false,
            description: body["description"]?.string, extraSpecs: [:], createdAt: clock.now)
    }

    // MARK: Out

    private func list(_ request: APIRequest, isDetailed: Bool) async throws -> Response {
        var query = try shape.query(request)
        for (name, column) in [("minRam", "memory"), ("minDisk", "disk")] {
            guard let text = request.query[name] else { continue }
            guard let least = Int64(text) else { throw Fault.badRequest("Invalid \(name) filter [\(text)]") }
            query.filters.append(.init(column, .greaterOrEqual, [.integer(least)]))
        }
        let page = try await actions.list(query, visibility(request), request.caller)
        let hasSpecs = try request.speaks(61) && isDetailed && actions.showsExtraSpecs(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("flavors") { writer in
                    writer.array(page.items) { writer, flavor in
                        write(flavor, request, isDetailed: isDetailed, hasSpecs: hasSpecs, &writer)
                    }
                }
                writer.nextLink("flavors", page, request) { $0.id }
            }
        }
    }

    private func visibility(_ request: APIRequest) throws -> FlavorActions.Visibility {
        guard let text = request.query["is_public"] else { return .usable }
        if text.lowercased() == "none" { return .all }
        guard let value = LooseNumber.boolean(.string(text)) else {
            throw Fault.badRequest("Invalid is_public filter [\(text)]")
        }
        return value ? .usable : .hidden
    }

    private func answer(_ flavor: Flavor, _ request: APIRequest) -> Response {
        let hasSpecs = request.speaks(61) && request.optionalCaller.map(actions.showsExtraSpecs) == true
        return .json { writer in
            writer.object { writer in
                writer.field("flavor") { write(flavor, request, isDetailed: true, hasSpecs: hasSpecs, &$0) }
            }
        }
    }

    private func write(
        _ flavor: Flavor, _ request: APIRequest, isDetailed: Bool, hasSpecs: Bool, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", flavor.id)
            writer.field("name", flavor.name)
            if request.speaks(55) { writer.field("description", flavor.description) }
            writer.links("/flavors/\(PercentCoding.encode(flavor.id))", request)
            guard isDetailed else { return }
            writer.field("ram", flavor.memory)
            writer.field("disk", flavor.disk)
            if flavor.swap == 0 && !request.speaks(75) {
                writer.field("swap", "")
            } else {
                writer.field("swap", flavor.swap)
            }
            writer.field("OS-FLV-EXT-DATA:ephemeral", flavor.ephemeral)
            writer.field("OS-FLV-DISABLED:disabled", flavor.isDisabled)
            writer.field("vcpus", flavor.vcpus)
            writer.field("os-flavor-access:is_public", flavor.isPublic)
            writer.field("rxtx_factor", flavor.rxtxFactor)
            if hasSpecs { writer.field("extra_specs", flavor.extraSpecs) }
        }
    }
}
