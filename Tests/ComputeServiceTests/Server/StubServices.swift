import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import ServiceClients

/// Identity, placement, image and network in memory: as much of each as compute asks for.
final class StubServices: Transport {
    struct Provider: Sendable {
        var inventory: [String: Int]
        var traits: [String]
        var generation = 0
    }

    struct State: Sendable {
        var providers: [String: Provider] = [:]
        /// Consumer to provider to amounts.
        var allocations: [String: [String: [String: Int]]] = [:]
        var generations: [String: Int] = [:]
        var ports: [String: [String: JSON]] = [:]
        var networks = ["net-1"]
        /// Asked when a claim is made: false refuses it, as a race would.
        var refusedClaims = 0
        /// Requests that fail with 503 before the rest works.
        var outages = 0
    }

    static let imageID = "11111111-2222-3333-4444-555555555555"

    let state = LockedValue(State())

    func endpoint(_ path: String) -> ServiceEndpoint { ServiceEndpoint(self, path: path) }

    var session: ServiceSession {
        ServiceSession(identity: endpoint("/identity"), credentials: .init(username: "compute", password: "x"))
    }

    func send(_ request: Request) async throws -> Response {
        let out = state.withLock { state -> Bool in
            guard state.outages > 0, !request.path.hasPrefix("/identity") else { return false }
            state.outages -= 1
            return true
        }
        if out { throw Fault.unavailable("out") }
        let body = try await request.body.collect(upTo: 1 << 20)
        let json = body.readableBytes > 0 ? try JSON(parsing: Array(body.readableBytesView)) : .null
        let parts = request.path.split(separator: "/").map(String.init)
        switch parts.first {
        case "identity":
            let token: JSON = ["token": ["expires_at": "2099-01-01T00:00:00.000000Z"]]
            return Response.json(.created, token).with(.subjectToken, "admin:service")
        case "placement": return placement(request.method, Array(parts.dropFirst()), request.query, json)
        case "image" where request.method == .post:
            return .json(.created, ["id": .string(Self.uuid("snapshot")), "status": "queued"] as JSON)
        case "image": return image(parts.last ?? "")
        default: return network(request.method, Array(parts.dropFirst(2)), request.query, json)
        }
    }

    // MARK: Placement

    private func placement(_ method: HTTPRequest.Method, _ parts: [String], _ query: Query, _ body: JSON) -> Response {
        state.withLock { state in
            switch (method, parts.first, parts.count) {
            case (.get, "allocation_candidates", _): return candidates(state, query)
            case (.get, "allocations", _):
                let mine = state.allocations[parts[1]] ?? [:]
                var answer: [String: JSON] = [
                    "allocations": .object(
                        mine.mapValues { ["resources": .object($0.mapValues { .integer(Int64($0)) })] })
                ]
                if let generation = state.generations[parts[1]], !mine.isEmpty {
                    answer["consumer_generation"] = .integer(Int64(generation))
                }
                return .json(.ok, JSON.object(answer))
            case (.put, "allocations", _): return claim(&state, parts[1], body)
            case (.delete, "allocations", _):
                return Response(state.allocations.removeValue(forKey: parts[1]) == nil ? .notFound : .noContent)
            case (.get, "resource_providers", 2):
                guard let provider = state.providers[parts[1]] else { return .json(.notFound, ["errors": []] as JSON) }
                return .json(.ok, ["generation": .integer(Int64(provider.generation))] as JSON)
            case (.post, "resource_providers", _):
                state.providers[body["uuid"]?.string ?? ""] = Provider(inventory: [:], traits: [])
                return .json(.ok, ["generation": 0] as JSON)
            case (.put, "resource_providers", 3):
                state.providers[parts[1]]?.generation += 1
                if parts[2] == "inventories" {
                    state.providers[parts[1]]?.inventory = (body["inventories"]?.object ?? [:]).mapValues {
                        Int(Double($0["total"]?.integer ?? 0) * ($0["allocation_ratio"]?.double ?? 1))
                            - Int($0["reserved"]?.integer ?? 0)
                    }
                } else {
                    state.providers[parts[1]]?.traits = body["traits"]?.strings ?? []
                }
                return .json(
                    .ok,
                    ["resource_provider_generation": .integer(Int64(state.providers[parts[1]]?.generation ?? 0))]
                        as JSON)
            default: return Response(.notFound)
            }
        }
    }

    private func used(_ state: State, _ provider: String, _ resource: String) -> Int {
        state.allocations.values.reduce(0) { $0 + ($1[provider]?[resource] ?? 0) }
    }

    private func candidates(_ state: State, _ query: Query) -> Response {
        var wanted: [String: Int] = [:]
        for item in (query["resources"] ?? "").split(separator: ",") {
            let parts = item.split(separator: ":")
            wanted[String(parts[0])] = Int(parts[1])
        }
        let traits = (query["required"] ?? "").split(separator: ",").map(String.init)
        let fitting = state.providers.filter { id, provider in
            wanted.allSatisfy { (provider.inventory[$0.key] ?? 0) - used(state, id, $0.key) >= $0.value }
                && traits.allSatisfy {
                    $0.hasPrefix("!") ? !provider.traits.contains(String($0.dropFirst())) : provider.traits.contains($0)
                }
        }
        let amounts = JSON.object(wanted.mapValues { .integer(Int64($0)) })
        let requests = fitting.keys.sorted().map { id -> JSON in ["allocations": .object([id: ["resources": amounts]])]
        }
        let summaries = Dictionary(
            uniqueKeysWithValues: fitting.map { id, provider -> (String, JSON) in
                let resources = Dictionary(
                    uniqueKeysWithValues: provider.inventory.map { name, total -> (String, JSON) in
                        (name, ["capacity": .integer(Int64(total)), "used": .integer(Int64(used(state, id, name)))])
                    })
                return (id, ["resources": .object(resources), "traits": .array(provider.traits.map(JSON.string))])
            })
        return .json(.ok, ["allocation_requests": .array(requests), "provider_summaries": .object(summaries)] as JSON)
    }

    private func claim(_ state: inout State, _ consumer: String, _ body: JSON) -> Response {
        let conflict = Response.json(
            .conflict,
            ["errors": [["status": 409, "detail": "no room", "code": "placement.concurrent_update"]]] as JSON)
        if state.refusedClaims > 0 {
            state.refusedClaims -= 1
            return conflict
        }
        let known = state.allocations[consumer] == nil ? nil : state.generations[consumer]
        guard known.map({ Int64($0) }) == body["consumer_generation"]?.integer else { return conflict }
        let wanted = (body["allocations"]?.object ?? [:]).mapValues {
            ($0["resources"]?.object ?? [:]).mapValues { Int($0.integer ?? 0) }
        }
        for (provider, amounts) in wanted {
            for (name, amount) in amounts {
                let own = state.allocations[consumer]?[provider]?[name] ?? 0
                let free = (state.providers[provider]?.inventory[name] ?? 0) - used(state, provider, name) + own
                if amount > free { return conflict }
            }
        }
        state.allocations[consumer] = wanted
        state.generations[consumer, default: 0] += 1
        return Response(.noContent)
    }

    // MARK: Image and network

    private func image(_ id: String) -> Response {
        guard id == Self.imageID else { return .json(.notFound, ["message": "no"] as JSON) }
        return .json(
            .ok,
            [
                "id": .string(id), "name": "cirros", "status": "active", "min_disk": 0, "min_ram": 0, "size": 1000,
                "os_distro": "x",
            ] as JSON)
    }

    private func network(_ method: HTTPRequest.Method, _ parts: [String], _ query: Query, _ body: JSON) -> Response {
        state.withLock { state in
            switch (method, parts.first ?? "", parts.count) {
            case (.get, "networks", 1):
                let ids = query.all("id")
                let found = state.networks.filter { ids.isEmpty || ids.contains(Self.uuid($0)) }
                return .json(.ok, ["networks": .array(found.map(Self.network))] as JSON)
            case (.get, "ports", 1):
                let found = state.ports.values.filter { port in
                    query.items.allSatisfy {
                        $0.name == "fields" || $0.name == "fixed_ips" || port[$0.name]?.string == $0.value
                    }
                }
                return .json(.ok, ["ports": .array(found.map(JSON.object))] as JSON)
            case (.get, "ports", 2):
                guard let port = state.ports[parts[1]] else {
                    return .json(.notFound, ["NeutronError": ["message": "no"]] as JSON)
                }
                return .json(.ok, ["port": .object(port)] as JSON)
            case (.put, "ports", 2):
                state.ports[parts[1]]?.merge(body["port"]?.object ?? [:]) { $1 }
                return .json(.ok, ["port": .object(state.ports[parts[1]] ?? [:])] as JSON)
            case (.delete, "ports", 2):
                return Response(state.ports.removeValue(forKey: parts[1]) == nil ? .notFound : .noContent)
            case (.get, "security-groups", 1):
                let groups: [JSON] = ["default", "web"].map { ["id": .string("sg-" + $0), "name": .string($0)] }
                return .json(.ok, ["security_groups": .array(groups)] as JSON)
            case (.get, "floatingips", 1): return .json(.ok, ["floatingips": []] as JSON)
            default: return Response(.notFound)
            }
        }
    }

    /// Ids of stub networks are UUIDs made of their names.
    static func uuid(_ name: String) -> String {
        let digits = name.utf8.map { String(format2($0)) }.joined()
        let padded = String((digits + String(repeating: "0", count: 32)).prefix(32))
        func part(_ from: Int, _ count: Int) -> String { String(padded.dropFirst(from).prefix(count)) }
        return [part(0, 8), part(8, 4), part(12, 4), part(16, 4), part(20, 12)].joined(separator: "-")
    }

    private static func format2(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    private static func network(_ name: String) -> JSON {
        [
            "id": .string(uuid(name)), "name": .string(name), "project_id": "p1", "shared": true,
            "router:external": false,
            "subnets": ["s"],
        ]
    }
}
